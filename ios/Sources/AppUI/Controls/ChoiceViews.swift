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
                if control.list.search { search }
                choices
                if let news = control.news { Aside(look.words[news]) }
            }
        }
        .privacySensitive()
    }

    private var folded: some View {
        let chosen = control.summary
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
        switch control.layout {
        case .list, .minimal: list
        case .columns(let count): columns(count.map(Int.init))
        case .packed: grid([GridItem(.adaptive(minimum: 96))])
        case .likert: if look.isLarge { list } else { line }
        case .gridRow(let labels):
            GridRow(
                control: control, label: look.words.name(row.drawn), labels: labels,
                isMissing: row.isNeeded && !row.isAnswered)
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
            if let sound = choice.drawn.media.audio {
                PlayButton(key: "form.hear") { SoundPlayer.play(await row.formFile(sound)) }
            }
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
                        formText(choice.words, look).font(look.small)
                            .foregroundStyle(Color(look.palette.quiet))
                    }
                    .frame(maxWidth: .infinity, minHeight: 64)
                }
                .accessibilityLabel(choice.words.plain)
                .accessibilityAddTraits(control.isChosen(choice) ? .isSelected : [])
            }
        }
    }
}

/// A choice of a list: its number where it has one, picture, words.
struct ChoiceRow: View {
    let control: ChoiceControl
    let choice: ChoiceRecord
    let row: FormRow

    var body: some View {
        ChoiceButton(
            words: choice.rating, number: number, isChosen: control.isChosen(choice),
            several: control.several, isBare: control.list.bare && control.layout != .map
        ) {
            if let picture = choice.picture {
                FormPicture(row: row, name: picture, words: choice.rating.plain)
                    .frame(width: 72, height: 72)
            }
        } action: {
            await control.touch(choice)
        }
    }

    /// Below a sketch each has the sign that it has there.
    private var number: String? { control.layout == .map ? choice.sign : choice.number }
}

/// Yes and no.
struct TruthView: View {
    let control: TruthControl
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: space(2)) {
            ForEach([true, false], id: \.self) { yes in
                ChoiceButton(
                    words: StyledText(look.words[yes ? "answer.yes" : "answer.no"]),
                    isChosen: control.chosen == yes
                ) {
                } action: {
                    await control.touch(yes)
                }
            }
        }
        .privacySensitive()
    }
}

/// A full-width choice.
struct ChoiceButton<Side: View>: View {
    let words: StyledText
    var number: String?
    let isChosen: Bool
    var several = false
    /// Without the sign in front of it.
    var isBare = false
    @ViewBuilder let picture: () -> Side
    let action: @MainActor () async -> Void
    @Environment(\.look) private var look

    var body: some View {
        Button(action: act(action)) {
            HStack(spacing: space(3)) {
                if !isBare { mark }
                picture()
                formText(words, look).font(look.strong)
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
        guard let number else { return words.plain }
        return look.words("control.number_of", ["number": number, "words": words.plain])
    }

    @ViewBuilder private var mark: some View {
        if let number {
            Text(number).font(look.strong)
                .foregroundStyle(Color(isChosen ? look.palette.onLight : look.palette.ink))
                .frame(width: 36, height: 36)
                .background {
                    RoundedRectangle(cornerRadius: 10)
                        .fill(Color(isChosen ? look.palette.light : look.palette.edge))
                }
        } else if several {
            Image(systemName: isChosen ? "checkmark.square.fill" : "square")
                .foregroundStyle(Color(look.palette.control))
        } else {
            Image(systemName: isChosen ? "largecircle.fill.circle" : "circle")
                .foregroundStyle(Color(look.palette.control))
        }
    }
}

/// The head of a grid: what its signs mean, in one text.
struct LegendView: View {
    let label: StyledText
    let choices: [ChoiceRecord]
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(1)) {
            if !label.isEmpty { formText(label, look).font(look.question) }
            Aside(meanings)
        }
        .foregroundStyle(Color(look.palette.ink))
    }

    private var meanings: String {
        choices.map(\.meaning).joined(separator: Words.dot)
    }
}

/// One line of a grid: the name opens its words, the signs answer.
struct GridRow: View {
    let control: ChoiceControl
    let label: StyledText
    /// Whether the choices stand in it with their words instead of signs.
    let labels: Bool
    /// Whether an answer is needed and none is there.
    let isMissing: Bool
    @State private var isOpen = false
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(1)) {
            if labels {
                name
                Beside(gap: 1) { cells }
            } else if look.isLarge {
                name
                HStack(spacing: space(1)) { cells }
            } else {
                HStack(spacing: space(1)) {
                    name
                    cells
                }
            }
            if isOpen { LegendView(label: StyledText(""), choices: control.choices) }
        }
    }

    private var name: some View {
        Button(action: { isOpen = !isOpen }) {
            VStack(alignment: .leading, spacing: 0) {
                formText(label, look).font(look.strong)
                    .foregroundStyle(Color(look.palette.ink))
                    .multilineTextAlignment(.leading)
                if isMissing { Aside(look.words["form.required"]) }
            }
            .frame(
                maxWidth: .infinity, minHeight: CGFloat(Tokens.touchRatingRow),
                alignment: .leading)
        }
        .accessibilityHint(look.words["form.guidance"])
    }

    private var cells: some View {
        ForEach(control.choices, id: \.value) { cell($0) }
    }

    private func cell(_ choice: ChoiceRecord) -> some View {
        let isChosen = control.isChosen(choice)
        return Button(action: act { await control.touch(choice) }) {
            Text(labels ? choice.words.plain : choice.sign)
                .font(labels ? look.small : look.strong)
                .foregroundStyle(Color(isChosen ? look.palette.onLight : look.palette.ink))
                .frame(minWidth: 48, maxWidth: labels ? .infinity : 48, minHeight: 48)
                .background {
                    RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusControl))
                        .fill(isChosen ? Color(look.palette.light) : Color.clear)
                }
                .overlay {
                    RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusControl))
                        .stroke(Color(look.palette.control), lineWidth: 2)
                }
        }
        .accessibilityLabel(label.plain + ", " + choice.rating.plain)
        .accessibilityAddTraits(isChosen ? .isSelected : [])
    }
}

/// Choices that lie somewhere, drawn to scale; the core says which one a finger means.
struct ChoiceMap: View {
    let control: ChoiceControl
    @Environment(\.look) private var look

    var body: some View {
        let placed = control.placed
        if placed.isEmpty {
            Aside(look.words["form.map_without_places"])
        } else {
            sketch(placed, sketchAround(places: placed.map(\.place)))
        }
    }

    private func sketch(
        _ placed: [(choice: ChoiceRecord, place: PlaceRecord)], _ frame: SketchFrame
    ) -> some View {
        GeometryReader { geometry in
            let map = PlaceMap(
                frame, width: Double(geometry.size.width), height: Double(geometry.size.height),
                margin: 24)
            ZStack {
                let spots = map?.spots(placed.map(\.place)) ?? []
                ForEach(0..<spots.count, id: \.self) { at in
                    let choice = placed[at].choice
                    MapSign(sign: choice.sign, isChosen: control.isChosen(choice))
                        .position(x: spots[at].x, y: spots[at].y)
                }
            }
            .contentShape(Rectangle())
            .gesture(
                SpatialTapGesture().onEnded { tap in
                    let spot = Spot(x: Double(tap.location.x), y: Double(tap.location.y))
                    guard let by = map?.offset(spot) else { return }
                    Task { await control.touch(by, in: frame) }
                })
        }
        .frame(height: 260)
        .background {
            RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusCard))
                .fill(Color(look.palette.card))
        }
        // Who cannot see it has the list below.
        .accessibilityHidden(true)
    }
}

/// A place on a sketch, with its sign in the list below.
private struct MapSign: View {
    let sign: String
    let isChosen: Bool
    @Environment(\.look) private var look

    var body: some View {
        Text(sign).font(look.strong)
            .foregroundStyle(Color(isChosen ? look.palette.onLight : look.palette.ink))
            .frame(width: 48, height: 48)
            .background { Circle().fill(Color(isChosen ? look.palette.light : look.palette.edge)) }
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
                Beside(gap: 2) {
                    (Text(verbatim: "\(index + 1). ") + formText(choice.words, look))
                        .font(look.strong)
                        .frame(maxWidth: .infinity, alignment: .leading)
                    HStack(spacing: space(2)) {
                        move("arrow.up", look.words["control.up"], choice, -1)
                        move("arrow.down", look.words["control.down"], choice, 1)
                    }
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
        _ sign: String, _ words: String, _ choice: ChoiceRecord, _ by: Int32
    ) -> some View {
        Button(action: act { await control.move(choice, by: by) }) { Image(systemName: sign) }
            .buttonStyle(
                LampButtonStyle(loudness: .quiet, look: look, height: Tokens.touchMinimum)
            )
            .frame(width: 60)
            .accessibilityLabel(words + ": " + choice.words.plain)
    }
}
