// Ranges: slider, rating, picker. None needs dragging: there are buttons beside it.

import AppModel
import SwiftUI

struct RangeView: View {
    let control: RangeControl
    let label: String
    @State private var dragged: Double?
    @Environment(\.look) private var look

    var body: some View {
        if let steps = control.steps {
            VStack(spacing: space(2)) {
                Text(shown(steps)).font(look.number).foregroundStyle(Color(look.palette.ink))
                    .accessibilityHidden(true)
                switch control.style {
                case .rating: rating(steps)
                case .picker: picker(steps)
                default: slider(steps)
                }
                if control.position != nil {
                    LampButton(
                        text: look.words["button.clear"], loudness: .bare,
                        height: Tokens.touchMinimum
                    ) { await control.clear() }
                }
            }
        } else {
            Wrong(look.words.sentence("engine.form_broken"))
        }
    }

    private func shown(_ steps: RangeSteps) -> String {
        if let dragged { return steps.value(at: Int(dragged.rounded())) }
        return control.position.map(steps.value) ?? "–"
    }

    private func slider(_ steps: RangeSteps) -> some View {
        VStack(spacing: space(2)) {
            HStack(spacing: space(3)) {
                nudge("minus", look.words["control.less_one"], -1)
                Slider(
                    value: bound(
                        get: { dragged ?? Double(control.position ?? 0) },
                        set: { dragged = $0 }),
                    in: 0...Double(steps.count), step: 1.0
                ) {
                    Text(label)
                } onEditingChanged: { editing in
                    guard !editing, let to = dragged else { return }
                    dragged = nil
                    Task { await control.choose(Int(to.rounded())) }
                }
                .rotationEffect(.degrees(control.isVertical ? -90 : 0))
                .frame(minHeight: control.isVertical ? 240 : CGFloat(Tokens.touchMinimum))
                .accessibilityLabel(label)
                .accessibilityValue(shown(steps))
                nudge("plus", look.words["control.more_one"], 1)
            }
            if control.hasTicks { ticks(steps) }
            HStack {
                Aside(control.ends.first)
                Spacer()
                Aside(control.ends.last)
            }
        }
    }

    private func ticks(_ steps: RangeSteps) -> some View {
        HStack(spacing: 0) {
            ForEach(0...steps.count, id: \.self) { position in
                VStack(spacing: 2) {
                    Rectangle().fill(Color(look.palette.control)).frame(width: 2, height: 8)
                    if let words = control.label(at: position) { Aside(words) }
                }
                .frame(maxWidth: .infinity)
            }
        }
        .accessibilityHidden(true)
    }

    private func nudge(_ sign: String, _ words: String, _ by: Int) -> some View {
        Button(action: act { await control.nudge(by) }) { Image(systemName: sign) }
            .buttonStyle(
                LampButtonStyle(loudness: .quiet, look: look, height: Tokens.touchMinimum)
            )
            .frame(width: 56)
            .accessibilityLabel(words)
    }

    private func rating(_ steps: RangeSteps) -> some View {
        LazyVGrid(columns: [GridItem(.adaptive(minimum: 48))], spacing: space(2)) {
            ForEach(0...steps.count, id: \.self) { position in
                let isFull = (control.position ?? -1) >= position
                Button(action: act { await control.choose(position) }) {
                    Image(systemName: isFull ? "star.fill" : "star").font(look.number)
                        .foregroundStyle(Color(isFull ? look.palette.light : look.palette.control))
                        .frame(minWidth: 48, minHeight: 48)
                }
                .accessibilityLabel(steps.value(at: position))
                .accessibilityAddTraits(control.position == position ? .isSelected : [])
            }
        }
    }

    private func picker(_ steps: RangeSteps) -> some View {
        Picker(
            selection: bound(
                get: { control.position ?? -1 },
                set: { position in Task { await control.choose(position) } })
        ) {
            Text(look.words["control.none"]).tag(-1)
            ForEach(0...steps.count, id: \.self) { position in
                Text(steps.value(at: position)).tag(position)
            }
        } label: {
            Text(label)
        }
        .wheel()
    }
}
