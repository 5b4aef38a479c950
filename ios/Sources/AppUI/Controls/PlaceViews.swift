// Places: live accuracy with its mark, and a map that needs no internet.

import AppModel
import FarolaCore
import SwiftUI

struct PointView: View {
    let control: PointControl
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            if let said = control.said(look.words) { Say(said) }
            if control.isRefused {
                Wrong(look.words["control.place_refused"])
                typed
            }
            if control.isListening {
                AccuracyView(judged: control.judged)
                if control.live != nil {
                    LampButton(text: takeWords, loudness: isGood ? .deep : .quiet) {
                        await control.take()
                    }
                }
            } else {
                LampButton(text: look.words["control.place_listen"]) { control.listen() }
            }
            if let board = control.board { map(board) }
            if control.point != nil {
                LampButton(
                    text: look.words["button.clear"], loudness: .bare, height: Tokens.touchMinimum
                ) { await control.clear() }
            }
        }
        .privacySensitive()
        // The antenna costs charge: it waits for a touch, as in Collect.
        .onDisappear { control.stopListening() }
    }

    /// Moved by hand only where the form says so: what was sensed stays what it is.
    @ViewBuilder private func map(_ board: SketchBoard) -> some View {
        switch control.map {
        case .absent: EmptyView()
        case .shown: SketchMap(frame: board.frame, pin: control.point, here: control.here)
        case .placed:
            PlacementMap(
                start: board, points: control.point.map { [$0] } ?? [], here: control.here
            ) { await control.place($0) }
        }
    }

    private var isGood: Bool { control.judged.exactness == .good }

    /// What is not good can be kept all the same, and the button says how exact it is.
    private var takeWords: String {
        control.judged.warnedM.map {
            look.words("form.place_keep_weak", ["metres": String($0)])
        } ?? look.words["control.place_take"]
    }

    /// For who knows the numbers.
    @ViewBuilder private var typed: some View {
        TypedFrame(field: control.field) {
            TextField(look.words["form.place_typed"], text: control.field.binding)
                .font(look.body).keys(.digits)
        }
        .accessibilityLabel(look.words["form.place_typed"])
        FieldNote(field: control.field)
    }
}

/// How well the place is known: in metres, as a bar that is full where it is good, and in words.
private struct AccuracyView: View {
    let judged: JudgedRecord
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(1)) {
            Text(metres).font(look.number).foregroundStyle(Color(look.palette.ink))
            Bar(share: judged.share, words: sentence)
            Say(sentence)
        }
        .accessibilityAddTraits(.updatesFrequently)
    }

    private var metres: String {
        judged.metres.map { look.words("form.accuracy", ["metres": String($0)]) }
            ?? look.words["control.place_searching"]
    }

    private var sentence: String {
        switch judged.exactness {
        case .unknown: look.words["form.looking_words"]
        case .good: look.words["form.accuracy_good"]
        case .weak: look.words["form.accuracy_weak"]
        case .poor:
            look.words("form.place_too_weak", ["metres": String(judged.wantedM)])
        }
    }
}

struct TraceView: View {
    let control: TraceControl
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            if control.isRefused { Wrong(look.words["control.place_refused"]) }
            Say(control.state(look.words))
            if control.isWalking {
                Aside(look.words["form.trace_goes_on"])
                AccuracyView(judged: control.judged)
                if control.live != nil {
                    LampButton(text: look.words["control.trace_here"]) { await control.here() }
                }
                LampButton(text: look.words["control.trace_stop"], loudness: .deep) {
                    control.stopWalking()
                }
            } else {
                LampButton(text: look.words["control.trace_walk"]) { control.startWalking() }
            }
            if let board = control.board {
                PlacementMap(
                    start: board, points: control.points, here: control.sensed,
                    line: LineLook(closes: control.closes, state: control.state(look.words))
                ) { await control.draw($0) }
            }
            if !control.points.isEmpty {
                Beside {
                    LampButton(text: look.words["form.trace_undo"], loudness: .bare) {
                        await control.undo()
                    }
                    LampButton(text: look.words["form.trace_clear"], loudness: .bare) {
                        await control.clear()
                    }
                }
            }
        }
        .privacySensitive()
        .onDisappear { control.stopWalking() }
    }
}
