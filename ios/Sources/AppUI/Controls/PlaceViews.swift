// Places: live accuracy with its mark, and a map that needs no internet.

import AppModel
import FarolaCore
import SwiftUI

struct PointView: View {
    let control: PointControl
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            if control.point != nil { Say(control.shown) }
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
        case .shown: SketchMap(frame: board.frame, points: [], pin: board.pin)
        case .placed:
            PlacementMap(start: board, points: control.point.map { [$0] } ?? []) {
                await control.place($0)
            }
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
        FieldFrame {
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
                    start: board, points: control.points, closed: control.closed,
                    button: look.words["control.trace_add"]
                ) { await control.draw($0) }
            }
            if !control.points.isEmpty {
                Beside {
                    LampButton(text: look.words["button.undo"], loudness: .bare) {
                        await control.undo()
                    }
                    LampButton(text: look.words["button.clear"], loudness: .bare) {
                        await control.clear()
                    }
                }
            }
        }
        .privacySensitive()
        .onDisappear { control.stopWalking() }
    }
}

/// A map to scale without the internet: a grid of metres around a place, and a pin that is touched
/// or moved by buttons.
struct PlacementMap: View {
    /// As it is before a hand touches it.
    let start: SketchBoard
    let points: [PlaceRecord]
    var closed = false
    /// Where it says something, a point is added by this button and not by touching.
    var button = ""
    let place: @MainActor (PlaceRecord) async -> Void
    @State private var kept: SketchBoard?
    @Environment(\.look) private var look

    private var board: SketchBoard { kept ?? start }

    var body: some View {
        VStack(spacing: space(2)) {
            SketchMap(frame: board.frame, points: points, closed: closed, pin: board.pin) {
                put(.touch(by: $0))
            }
            Aside(look.words("form.move_words", ["distance": step]))
            HStack(spacing: space(2)) {
                move("arrow.up", "control.place_north", .north)
                move("arrow.down", "control.place_south", .south)
                move("arrow.left", "control.place_west", .west)
                move("arrow.right", "control.place_east", .east)
            }
            Beside(gap: 2) {
                zoom("form.nearer", .nearer)
                zoom("form.farther", .farther)
            }
            if !button.isEmpty { LampButton(text: button) { await place(board.pin) } }
        }
        .onChange(of: points.last) { _, last in
            if let last { change(.to(place: last)) }
        }
    }

    private var step: String { look.words.distance(board.frame.stepM) }

    private func move(_ sign: String, _ key: String, _ by: SketchMove) -> some View {
        Button(action: { put(by) }) { Image(systemName: sign) }
            .buttonStyle(
                LampButtonStyle(loudness: .quiet, look: look, height: Tokens.touchMinimum)
            )
            .accessibilityLabel(look.words[key])
    }

    private func zoom(_ key: String, _ by: SketchMove) -> some View {
        LampButton(text: look.words[key], height: Tokens.touchMinimum) { change(by) }
    }

    private func change(_ by: SketchMove) { kept = sketchMoved(board: board, by: by) }

    /// Moves the pin; where there is no button to add it, it is the answer.
    private func put(_ by: SketchMove) {
        change(by)
        let pin = board.pin
        if button.isEmpty { Task { await place(pin) } }
    }
}

/// The grid with the points on it, and the pin.
struct SketchMap: View {
    let frame: SketchFrame
    let points: [PlaceRecord]
    var closed = false
    let pin: PlaceRecord
    var touched: @MainActor (Offset) -> Void = { _ in }
    @Environment(\.look) private var look

    var body: some View {
        GeometryReader { geometry in
            let (width, height) = (Double(geometry.size.width), Double(geometry.size.height))
            ZStack {
                if let map = PlaceMap(frame, width: width, height: height, margin: 0) {
                    grid(map, width, height).stroke(Color(look.palette.edge), lineWidth: 1)
                    line(map.spots(points)).stroke(Color(look.palette.light), lineWidth: 4)
                    if let at = map.spots([pin]).first {
                        Image(systemName: "mappin").font(look.number)
                            .foregroundStyle(Color(look.palette.ink))
                            .position(x: at.x, y: at.y)
                    }
                }
            }
            .contentShape(Rectangle())
            .gesture(
                DragGesture(minimumDistance: 0).onEnded { drag in
                    let spot = Spot(x: Double(drag.location.x), y: Double(drag.location.y))
                    let map = PlaceMap(frame, width: width, height: height, margin: 0)
                    if let map { touched(map.offset(spot)) }
                })
        }
        .frame(height: 320)
        .accessibilityHidden(true)
    }

    private func grid(_ map: PlaceMap, _ width: Double, _ height: Double) -> Path {
        let (xs, ys) = map.grid
        return Path { path in
            for x in xs {
                path.move(to: CGPoint(x: x, y: 0))
                path.addLine(to: CGPoint(x: x, y: height))
            }
            for y in ys {
                path.move(to: CGPoint(x: 0, y: y))
                path.addLine(to: CGPoint(x: width, y: y))
            }
        }
    }

    private func line(_ spots: [Spot]) -> Path {
        Path { path in
            for (index, spot) in spots.enumerated() {
                let at = CGPoint(x: spot.x, y: spot.y)
                if index == 0 { path.move(to: at) } else { path.addLine(to: at) }
            }
            if closed && spots.count > 2 { path.closeSubpath() }
        }
    }
}
