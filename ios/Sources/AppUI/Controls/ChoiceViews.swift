// Choosing: lists, grids, ratings, search, order.

import AppModel
import FarolaCore
import SwiftUI

struct ChoiceView: View {
    let control: ChoiceControl
    let row: FormRow
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            if control.isFolded {
                folded
            } else {
                if control.searches { search }
                choices
                if control.more > 0 {
                    Aside(
                        look.words("control.more", ["n": look.words.number(control.more)]))
                }
            }
        }
        .privacySensitive()
    }

    private var folded: some View {
        let chosen = control.summary.joined(separator: ", ")
        return LampButton(text: chosen.isEmpty ? look.words["control.choose"] : chosen) {
            control.open()
        }
    }

    private var search: some View {
        FieldFrame {
            TextField(
                look.words["control.search"],
                text: bound(
                    get: { control.search }, set: { text in Task { await control.find(text) } })
            )
            .font(look.body)
            .autocorrectionDisabled()
        }
        .accessibilityLabel(look.words["control.search"])
    }

    @ViewBuilder private var choices: some View {
        switch control.style {
        case .list, .minimal, .autocomplete: list
        case .columns(let count): columns(count)
        case .pack: grid([GridItem(.adaptive(minimum: 96))])
        case .likert, .row: line
        case .gridLabels: GridLabelsRow(label: row.question.label, choices: control.choices)
        case .gridRow: GridRow(control: control, label: row.question.label)
        case .imageMap:
            if let picture = control.picture { ImageMapView(control: control, picture: picture) }
            list
        case .map:
            ChoiceMap(control: control)
            list
        }
    }

    private var list: some View {
        ForEach(control.choices, id: \.value) { choice in
            ChoiceRow(control: control, choice: choice, row: row)
            if let sound = choice.media["audio"] { FormSound(row: row, name: sound) }
        }
    }

    private func columns(_ count: Int?) -> some View {
        grid(
            count.map { number in
                (0..<max(1, number)).map { _ in GridItem(.flexible()) }
            } ?? [GridItem(.adaptive(minimum: 140))])
    }

    private func grid(_ items: [GridItem]) -> some View {
        LazyVGrid(columns: items, spacing: space(2)) {
            ForEach(control.choices, id: \.value) { choice in
                ChoiceRow(control: control, choice: choice, row: row)
            }
        }
    }

    /// All in one line, each with its words below.
    private var line: some View {
        HStack(alignment: .top, spacing: space(2)) {
            ForEach(control.choices, id: \.value) { choice in
                Button(action: act { await control.touch(choice) }) {
                    VStack(spacing: space(1)) {
                        Circle()
                            .fill(
                                control.isChosen(choice) ? Color(look.palette.light) : Color.clear
                            )
                            .frame(width: 28, height: 28)
                            .overlay {
                                Circle().stroke(Color(look.palette.control), lineWidth: 2)
                            }
                        Aside(choice.label)
                    }
                    .frame(maxWidth: .infinity, minHeight: 64)
                }
                .accessibilityLabel(choice.label)
                .accessibilityAddTraits(control.isChosen(choice) ? .isSelected : [])
            }
        }
    }
}

/// A full-width choice: its number where it has one, picture, words.
struct ChoiceRow: View {
    let control: ChoiceControl
    let choice: ChoiceRecord
    let row: FormRow
    @Environment(\.look) private var look

    private var isChosen: Bool { control.isChosen(choice) }

    private var words: String {
        guard control.isTruth else { return ChoiceControl.words(of: choice) }
        return look.words[choice.value == "true" ? "answer.yes" : "answer.no"]
    }

    var body: some View {
        Button(action: act { await control.touch(choice) }) {
            HStack(spacing: space(3)) {
                mark
                if let picture = choice.media["image"] {
                    FormPicture(row: row, name: picture, words: words)
                        .frame(width: 72, height: 72)
                }
                formText(words).font(look.strong)
                    .foregroundStyle(
                        Color(isChosen ? look.palette.onChosen : look.palette.ink)
                    )
                    .multilineTextAlignment(.leading)
                Spacer(minLength: 0)
            }
            .padding(.horizontal, space(4))
            .padding(.vertical, space(2))
            .frame(maxWidth: .infinity, minHeight: 60)
            .background {
                RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusControl))
                    .fill(Color(isChosen ? look.palette.chosen : look.palette.card))
            }
            .overlay {
                RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusControl))
                    .stroke(
                        Color(isChosen ? look.palette.chosenEdge : look.palette.control),
                        lineWidth: isChosen ? 3 : 2)
            }
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(name)
        .accessibilityValue(look.words[isChosen ? "control.chosen" : "control.not_chosen"])
        .accessibilityAddTraits(isChosen ? [.isButton, .isSelected] : .isButton)
    }

    private var name: String {
        guard let number = ChoiceControl.number(of: choice) else { return words }
        return look.words("control.number_of", ["number": number, "words": words])
    }

    @ViewBuilder private var mark: some View {
        if let number = ChoiceControl.number(of: choice) {
            Text(number).font(look.strong)
                .foregroundStyle(Color(isChosen ? look.palette.onLight : look.palette.ink))
                .frame(width: 36, height: 36)
                .background {
                    RoundedRectangle(cornerRadius: 10)
                        .fill(Color(isChosen ? look.palette.light : look.palette.edge))
                }
        } else if control.several {
            Image(systemName: isChosen ? "checkmark.square.fill" : "square")
                .foregroundStyle(Color(look.palette.control))
        } else {
            Image(systemName: isChosen ? "largecircle.fill.circle" : "circle")
                .foregroundStyle(Color(look.palette.control))
        }
    }
}

/// The heading of a grid of ratings.
struct GridLabelsRow: View {
    let label: String
    let choices: [ChoiceRecord]
    @Environment(\.look) private var look

    var body: some View {
        HStack(spacing: space(1)) {
            Aside(label).frame(maxWidth: .infinity, alignment: .leading)
            ForEach(choices, id: \.value) { choice in
                Aside(choice.label).frame(width: 48)
            }
        }
    }
}

/// One line of a grid: the name opens its words, the numbers answer.
struct GridRow: View {
    let control: ChoiceControl
    let label: String
    @State private var isOpen = false
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(1)) {
            HStack(spacing: space(1)) {
                Button(action: { isOpen = !isOpen }) {
                    formText(label).font(look.strong)
                        .foregroundStyle(Color(look.palette.ink))
                        .multilineTextAlignment(.leading)
                        .frame(
                            maxWidth: .infinity, minHeight: CGFloat(Tokens.touchRatingRow),
                            alignment: .leading)
                }
                .accessibilityHint(look.words["form.guidance"])
                ForEach(control.choices, id: \.value) { choice in cell(choice) }
            }
            if isOpen {
                ForEach(control.choices, id: \.value) { choice in
                    Aside(
                        look.words(
                            "control.number_of",
                            [
                                "number": ChoiceControl.number(of: choice) ?? choice.value,
                                "words": ChoiceControl.words(of: choice),
                            ]))
                }
            }
        }
    }

    private func cell(_ choice: ChoiceRecord) -> some View {
        let isChosen = control.isChosen(choice)
        return Button(action: act { await control.touch(choice) }) {
            Text(ChoiceControl.number(of: choice) ?? (isChosen ? "✓" : "·")).font(look.strong)
                .foregroundStyle(Color(isChosen ? look.palette.onLight : look.palette.ink))
                .frame(width: 48, height: 48)
                .background {
                    RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusControl))
                        .fill(isChosen ? Color(look.palette.light) : Color.clear)
                }
                .overlay {
                    RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusControl))
                        .stroke(Color(look.palette.control), lineWidth: 2)
                }
        }
        .accessibilityLabel(label + ", " + ChoiceControl.words(of: choice))
        .accessibilityAddTraits(isChosen ? .isSelected : [])
    }
}

/// Choices that lie somewhere, drawn to scale; each is a target of 48 points.
struct ChoiceMap: View {
    let control: ChoiceControl
    @Environment(\.look) private var look

    var body: some View {
        GeometryReader { geometry in
            let map = PlaceMap(
                control.choices.compactMap(ChoiceControl.place), width: geometry.size.width,
                height: geometry.size.height)
            ZStack {
                ForEach(control.choices, id: \.value) { choice in
                    if let map, let place = ChoiceControl.place(of: choice) {
                        let spot = map.spot(place.lat, place.lon)
                        Button(action: act { await control.touch(choice) }) {
                            Circle()
                                .fill(
                                    Color(
                                        control.isChosen(choice)
                                            ? look.palette.light : look.palette.control)
                                )
                                .frame(width: 24, height: 24)
                                .frame(width: 48, height: 48)
                        }
                        .accessibilityLabel(choice.label)
                        .position(x: spot.x, y: spot.y)
                    }
                }
            }
        }
        .frame(height: 260)
        .background {
            RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusCard))
                .fill(Color(look.palette.card))
        }
    }
}

/// Putting in order, by buttons.
struct RankView: View {
    let control: RankControl
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: space(2)) {
            ForEach(0..<control.order.count, id: \.self) { index in
                let choice = control.order[index]
                HStack(spacing: space(2)) {
                    Text("\(index + 1)").font(look.number).frame(width: 44)
                    formText(choice.label).font(look.strong)
                        .frame(maxWidth: .infinity, alignment: .leading)
                    move("arrow.up", look.words["control.up"], choice, -1)
                    move("arrow.down", look.words["control.down"], choice, 1)
                }
                .foregroundStyle(Color(look.palette.ink))
            }
            if control.isAnswered {
                LampButton(
                    text: look.words["button.clear"], loudness: .bare, height: Tokens.touchMinimum
                ) { await control.clear() }
            } else {
                LampButton(text: look.words["control.order_right"]) { await control.accept() }
            }
        }
    }

    private func move(
        _ sign: String, _ words: String, _ choice: ChoiceRecord, _ by: Int
    ) -> some View {
        Button(action: act { await control.move(choice, by: by) }) { Image(systemName: sign) }
            .buttonStyle(
                LampButtonStyle(loudness: .quiet, look: look, height: Tokens.touchMinimum)
            )
            .frame(width: 60)
            .accessibilityLabel(words + ": " + choice.label)
    }
}
