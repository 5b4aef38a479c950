// Ranges: slider, rating, picker. None needs dragging: there are buttons beside it.

import AppModel
import SwiftUI

struct RangeView: View {
    let control: RangeControl
    let label: String
    @State private var dragged: Double?
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: space(2)) {
            Text(shown).font(look.number).foregroundStyle(Color(look.palette.ink))
                .accessibilityHidden(true)
            switch control.style {
            case .rating: rating
            case .picker: picker
            case .slider(let upright):
                slider(upright)
                if control.position != nil {
                    LampButton(
                        text: look.words["button.clear"], loudness: .bare,
                        height: Tokens.touchMinimum
                    ) { await control.clear() }
                }
            }
        }
    }

    private var shown: String {
        dragged.map { control.shown(Int($0.rounded())) } ?? control.answer
    }

    private func slider(_ upright: Bool) -> some View {
        VStack(spacing: space(2)) {
            HStack(spacing: space(3)) {
                nudge("minus", look.words["control.less_one"], -1)
                Slider(
                    value: bound(
                        get: { dragged ?? Double(control.thumb) }, set: { dragged = $0 }),
                    in: 0...Double(control.last), step: 1.0
                ) {
                    Text(label)
                } onEditingChanged: { editing in
                    guard !editing, let to = dragged else { return }
                    dragged = nil
                    Task { await control.choose(Int(to.rounded())) }
                }
                .rotationEffect(.degrees(upright ? -90 : 0))
                .frame(minHeight: upright ? 240 : CGFloat(Tokens.touchMinimum))
                .accessibilityLabel(label)
                .accessibilityValue(shown)
                nudge("plus", look.words["control.more_one"], 1)
            }
            if !control.marks.isEmpty { marks }
            HStack {
                Aside(control.shown(0))
                Spacer()
                Aside(control.shown(control.last))
            }
        }
    }

    private var marks: some View {
        HStack(spacing: 0) {
            ForEach(control.marks, id: \.self) { position in
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

    private var rating: some View {
        LazyVGrid(columns: [GridItem(.adaptive(minimum: 48))], spacing: space(2)) {
            ForEach(0...control.last, id: \.self) { position in
                let isFull = (control.position ?? -1) >= position
                Button(action: act { await control.touch(position) }) {
                    Image(systemName: isFull ? "star.fill" : "star").font(look.number)
                        .foregroundStyle(Color(isFull ? look.palette.light : look.palette.control))
                        .frame(minWidth: 48, minHeight: 48)
                }
                .accessibilityLabel(control.shown(position))
                .accessibilityAddTraits(control.position == position ? .isSelected : [])
            }
        }
    }

    private var picker: some View {
        Picker(
            selection: bound(
                get: { control.position ?? -1 },
                set: { position in Task { await control.touch(position) } })
        ) {
            if control.position == nil || control.takesBack {
                Text(look.words["control.none"]).tag(-1)
            }
            ForEach(0..<control.values.count, id: \.self) { position in
                Text(control.values[position]).tag(position)
            }
        } label: {
            Text(label)
        }
        .wheel()
    }
}
