// The walk: before it the gate, during it few big buttons.

import AppModel
import FarolaCore
import SwiftUI

struct WalkView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    @ViewBuilder var body: some View {
        switch unlocked.walk.walk?.page {
        case .gate?: GateView(unlocked: unlocked)
        case .way?: UnderWayView(unlocked: unlocked)
        // Home leads on to the forms.
        case nil: EmptyView()
        }
    }
}

/// Whether it may start, and what is still missing.
private struct GateView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    private var walk: WalkModel { unlocked.walk }

    var body: some View {
        Page(title: look.words["gate.title"]) {
            if let record = walk.walk {
                Say(plan(record))
                if record.hasSketch { SketchView(walk: record) }
            }
            if let gate = walk.gate {
                ForEach(gate.refusals, id: \.self) { Wrong(look.words.sentence($0)) }
                ForEach(gate.advice, id: \.self) { Note(look.words.sentence($0)) }
                Text(look.words[gate.go ? "gate.open" : "gate.closed_about"])
                    .font(look.question).foregroundStyle(Color(look.palette.ink))
                if gate.go { Aside(look.words["gate.track"]) }
            }
            if let failure = walk.problem { Wrong(look.words.sentence(failure)) }
            ForEach(walk.gateActs.others, id: \.self) { button($0) }
        } foot: {
            LampButton(text: look.words["button.back"]) { await unlocked.goHome() }
            button(walk.gateActs.main, loudness: .light)
        }
    }

    private func plan(_ record: WalkRecord) -> String {
        let stops = look.words.count("walk.stops", Int(record.plannedStops))
        let place = record.place ?? look.words["walk.no_place"]
        return look.words("gate.plan", ["place": place, "stops": stops])
    }

    @ViewBuilder private func button(_ act: GateAct, loudness: Loudness = .quiet) -> some View {
        let words = look.words
        switch act {
        case .start:
            LampButton(text: words["gate.start"], loudness: loudness) { await unlocked.startWalk() }
        case .registerAgain:
            LampButton(text: words["gate.register_again"], loudness: loudness) {
                await unlocked.registerAgain()
            }
        case .lookAgain:
            LampButton(text: words["gate.again"], loudness: loudness) { await walk.refresh() }
        case .leave: LeaveButton(unlocked: unlocked)
        }
    }
}

private struct UnderWayView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    private var walk: WalkModel { unlocked.walk }
    private var words: Words { look.words }
    private var next: String { String(walk.walk?.nextStop ?? 1) }

    var body: some View {
        Page(title: words("walk.next", ["n": next])) {
            let isPaused = walk.phase == .paused
            Aside(
                words[isPaused ? "walk.paused" : "walk.on"] + Words.dot + walk.progress(words))
            let way = walk.way(words)
            if !way.isEmpty { Say(way) }
            signal
            if let failure = walk.problem { Wrong(words.sentence(failure)) }
            if let record = walk.walk, record.hasSketch { SketchView(walk: record) }
            ForEach(walk.walk?.acts ?? [], id: \.self) { button($0) }
            LampButton(text: words["receipt.home"], loudness: .bare) { await unlocked.goHome() }
        } foot: {
            LampButton(text: words["button.lock"], loudness: .deep) {
                await unlocked.closeAndLock()
            }
        }
        .task {
            while let ms = walk.walk?.lookAgainMs,
                (try? await Task.sleep(nanoseconds: UInt64(ms) * 1_000_000)) != nil
            {
                await unlocked.lookAgain()
            }
        }
    }

    @ViewBuilder private var signal: some View {
        switch walk.signal {
        case .refused: Wrong(walk.signal(words))
        case .silent, .heard: Aside(walk.signal(words))
        }
    }

    @ViewBuilder private func button(_ act: WayAct) -> some View {
        switch act {
        case .goOn:
            LampButton(text: words["walk.go_on"], loudness: .light) { await walk.goOn() }
        case .stop:
            LampButton(text: words("walk.open_stop", ["n": next]), loudness: .light, height: 84) {
                await unlocked.stop(.full)
            }
        case .shortStop:
            LampButton(text: words["walk.short_stop"]) { await unlocked.stop(.short) }
        case .finding: LampButton(text: words["walk.finding"]) { await unlocked.finding() }
        case .pause: LampButton(text: words["walk.pause"]) { await walk.pause() }
        case .checkIn: if let record = walk.walk?.checkIn { checkIn(record) }
        case .debrief:
            SureButton(
                text: words["walk.end"], question: words["walk.end_sure"],
                sure: words["walk.end"]
            ) { await unlocked.debrief() }
        case .leave: LeaveButton(unlocked: unlocked)
        }
    }

    private func checkIn(_ record: CheckInRecord) -> some View {
        Button(action: act { await walk.checkIn() }) {
            VStack(alignment: .leading, spacing: space(1)) {
                Text(words["walk.check_in"])
                Text(walk.checkInText(words)).font(look.small)
            }
            .frame(maxWidth: .infinity, alignment: .leading)
        }
        .buttonStyle(
            LampButtonStyle(
                loudness: record.asks ? .deep : .bare, look: look)
        )
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.isButton)
    }
}

/// Anyone may end it, from every screen of the walk.
private struct LeaveButton: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    var body: some View {
        SureButton(
            text: look.words["walk.leave"], question: look.words["walk.leave_sure"],
            sure: look.words["walk.leave"], loudness: .bare
        ) { await unlocked.leaveWalk() }
    }
}

/// The line walked, the way planned, the stops done.
struct SketchView: View {
    let walk: WalkRecord
    @Environment(\.look) private var look

    /// On the sketch it is always night: the eye keeps its darkness, the line its light.
    private let palette = Palette.night

    var body: some View {
        GeometryReader { geometry in
            let sketch = Sketch(
                walk, width: geometry.size.width, height: geometry.size.height)
            ZStack {
                path(sketch.route)
                    .stroke(
                        Color(palette.quiet),
                        style: StrokeStyle(lineWidth: 3, lineCap: .round, dash: [3, 8]))
                path(sketch.line)
                    .stroke(
                        Color(palette.light),
                        style: StrokeStyle(lineWidth: 5, lineCap: .round, lineJoin: .round))
                ForEach(0..<sketch.stops.count, id: \.self) { index in
                    Circle().fill(Color(palette.ink)).frame(width: 12, height: 12)
                        .position(x: sketch.stops[index].x, y: sketch.stops[index].y)
                }
                if let end = sketch.route.last {
                    Circle().stroke(Color(palette.ink), lineWidth: 3).frame(width: 16, height: 16)
                        .position(x: end.x, y: end.y)
                }
                if let here = sketch.here {
                    Circle().fill(Color(palette.light)).frame(width: 22, height: 22)
                        .position(x: here.x, y: here.y)
                }
            }
        }
        .frame(height: 200)
        .background {
            RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusCard))
                .fill(Color(palette.card))
        }
        .accessibilityElement(children: .ignore)
        .accessibilityAddTraits(.isImage)
        .accessibilityLabel(
            look.words(
                "walk.sketch",
                [
                    "distance": look.words.distance(Double(walk.distanceM)),
                    "stops": look.words.count("walk.stops", Int(walk.stopsDone)),
                ]))
    }

    private func path(_ spots: [Spot]) -> Path {
        Path { path in
            for (index, spot) in spots.enumerated() {
                let point = CGPoint(x: spot.x, y: spot.y)
                if index == 0 { path.move(to: point) } else { path.addLine(to: point) }
            }
        }
    }
}
