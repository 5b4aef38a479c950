// Maps to scale without the internet: a grid of metres, north above, what was drawn, and a pin.

import AppModel
import FarolaCore
import SwiftUI

/// How a line is shown while it is drawn.
struct LineLook {
    /// Whether its end meets its beginning, and what lies between is filled.
    let closes: Bool
    /// How many points there are and how many are missing, in words.
    let state: String
}

/// A sketch on which a touch puts a place, with buttons for the same. Of a line the buttons move
/// the pin alone, and one more puts a point where it stands.
struct PlacementMap: View {
    /// As it is before a hand touches it.
    let start: SketchBoard
    let points: [PlaceRecord]
    let here: PlaceRecord?
    var line: LineLook?
    let place: @MainActor (PlaceRecord) async -> Void
    @State private var kept: SketchBoard?
    @Environment(\.look) private var look

    private var board: SketchBoard { kept ?? start }

    var body: some View {
        VStack(spacing: space(2)) {
            SketchMap(
                frame: board.frame, points: line == nil ? [] : points,
                pin: line == nil ? points.last : board.pin, here: here, line: line
            ) { put(.touch(by: $0)) }
            Aside(
                look.words(
                    line == nil ? "form.move_words" : "form.trace_draw",
                    ["distance": look.words.distance(board.frame.stepM)]))
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
            if line != nil {
                LampButton(text: look.words["control.trace_add"]) { await place(board.pin) }
            }
        }
        .onChange(of: points.last) { _, last in
            if let last { change(.to(place: last)) }
        }
    }

    private func move(_ sign: String, _ key: String, _ by: SketchMove) -> some View {
        Button(action: { if line == nil { put(by) } else { change(by) } }) {
            Image(systemName: sign)
        }
        .buttonStyle(
            LampButtonStyle(loudness: .quiet, look: look, height: Tokens.touchMinimum)
        )
        .accessibilityLabel(look.words[key])
    }

    private func zoom(_ key: String, _ by: SketchMove) -> some View {
        LampButton(text: look.words[key], height: Tokens.touchMinimum) { change(by) }
    }

    private func change(_ by: SketchMove) { kept = sketchMoved(board: board, by: by) }

    /// The pin goes there, and that is the answer, or the next point of the line.
    private func put(_ by: SketchMove) {
        change(by)
        let pin = board.pin
        Task { await place(pin) }
    }
}

/// The sketch itself.
struct SketchMap: View {
    let frame: SketchFrame
    /// What was walked or drawn.
    var points: [PlaceRecord] = []
    let pin: PlaceRecord?
    /// Where the phone is, and how exactly it knows.
    let here: PlaceRecord?
    var line: LineLook?
    var touched: @MainActor (Offset) -> Void = { _ in }
    @Environment(\.look) private var look

    /// Room for the mark of a place on the frame's edge.
    private static let margin = 28.0

    var body: some View {
        GeometryReader { geometry in
            let (width, height) = (Double(geometry.size.width), Double(geometry.size.height))
            let map = PlaceMap(frame, width: width, height: height, margin: Self.margin)
            ZStack {
                if let map {
                    grid(map, width, height).stroke(Color(look.palette.edge), lineWidth: 1)
                    phone(map)
                    drawn(map)
                    mark(map)
                    measure(map, width, height)
                }
            }
            .contentShape(Rectangle())
            .gesture(
                SpatialTapGesture().onEnded { tap in
                    let spot = Spot(x: Double(tap.location.x), y: Double(tap.location.y))
                    if let map { touched(map.offset(spot)) }
                })
        }
        .frame(height: 320)
        .accessibilityElement(children: .ignore)
        .accessibilityAddTraits(.isImage)
        .accessibilityLabel(said)
    }

    private var said: String {
        if let line { return look.words("form.sketch_line", ["points": line.state]) }
        return look.words(
            pin == nil ? "form.sketch_here" : "form.sketch_pin",
            ["distance": look.words.distance(frame.eastM)])
    }

    @ViewBuilder private func phone(_ map: PlaceMap) -> some View {
        if let here, let at = map.spots([here]).first {
            let wide = CGFloat(max(16, 2 * map.points(here.accuracyM ?? 0)))
            Circle().fill(Color(look.palette.edge).opacity(0.25)).frame(width: wide, height: wide)
                .position(x: at.x, y: at.y)
            Circle().stroke(Color(look.palette.ink), lineWidth: 2).frame(width: 14, height: 14)
                .position(x: at.x, y: at.y)
        }
    }

    @ViewBuilder private func drawn(_ map: PlaceMap) -> some View {
        let spots = map.spots(points)
        let closes = line?.closes == true
        if closes { path(spots, closes).fill(Color(look.palette.light).opacity(0.25)) }
        path(spots, closes).stroke(Color(look.palette.light), lineWidth: 5)
        ForEach(0..<spots.count, id: \.self) { at in
            Circle().fill(Color(look.palette.ink)).frame(width: 8, height: 8)
                .position(x: spots[at].x, y: spots[at].y)
        }
    }

    @ViewBuilder private func mark(_ map: PlaceMap) -> some View {
        if let pin, let at = map.spots([pin]).first {
            Image(systemName: "mappin").font(look.number)
                .foregroundStyle(Color(look.palette.ink))
                .position(x: at.x, y: at.y)
        }
    }

    /// How long a square of the grid is, and which way is north.
    @ViewBuilder private func measure(
        _ map: PlaceMap, _ width: Double, _ height: Double
    ) -> some View {
        let long = map.points(frame.gridM)
        Path { path in
            path.move(to: CGPoint(x: 14, y: height - 14))
            path.addLine(to: CGPoint(x: 14 + long, y: height - 14))
        }
        .stroke(Color(look.palette.ink), lineWidth: 3)
        Text(look.words.distance(frame.gridM)).font(look.small)
            .foregroundStyle(Color(look.palette.ink))
            .position(x: 14 + long / 2, y: height - 28)
        Text(verbatim: "N ↑").font(look.small).foregroundStyle(Color(look.palette.ink))
            .position(x: width - 24, y: 24)
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

    private func path(_ spots: [Spot], _ closes: Bool) -> Path {
        Path { path in
            for (index, spot) in spots.enumerated() {
                let at = CGPoint(x: spot.x, y: spot.y)
                if index == 0 { path.move(to: at) } else { path.addLine(to: at) }
            }
            if closes { path.closeSubpath() }
        }
    }
}
