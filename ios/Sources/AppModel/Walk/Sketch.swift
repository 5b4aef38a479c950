// Sketches of the way and of places: the core says what is framed and how many metres lie between
// places, here they are fitted into a rectangle. North is up.

import FarolaCore
import Foundation

extension PlaceRecord {
    /// A point of a walk.
    init(_ point: PointRecord) {
        self.init(lat: point.lat, lon: point.lon, altitudeM: nil, accuracyM: point.accuracyM)
    }
}

/// Where a point lies on a screen.
public struct Spot: Equatable, Sendable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// A frame fitted into a rectangle, to scale.
public struct PlaceMap: Equatable, Sendable {
    private let frame: SketchFrame
    private let middle: Spot
    /// Points of the screen for a metre.
    private let scale: Double

    /// Nothing without room.
    public init?(_ frame: SketchFrame, width: Double, height: Double, margin: Double = 16) {
        guard width > 2 * margin, height > 2 * margin else { return nil }
        self.frame = frame
        middle = Spot(x: width / 2, y: height / 2)
        scale = min(
            (width - 2 * margin) / frame.eastM, (height - 2 * margin) / frame.northM)
    }

    /// Where places lie in the rectangle.
    public func spots(_ places: [PlaceRecord]) -> [Spot] {
        flatOffsets(origin: frame.middle, places: places).map {
            Spot(x: middle.x + $0.eastM * scale, y: middle.y - $0.northM * scale)
        }
    }

    /// How many points of the screen so many metres are.
    public func points(_ metres: Double) -> Double { metres * scale }

    /// How far from the middle of the frame a place of the rectangle is.
    public func offset(_ spot: Spot) -> Offset {
        Offset(eastM: (spot.x - middle.x) / scale, northM: (middle.y - spot.y) / scale)
    }

    /// Where the lines of the grid cross the edges of the rectangle: one each way goes through
    /// the middle.
    public var grid: (xs: [Double], ys: [Double]) {
        let step = frame.gridM * scale
        let lines = { (middle: Double) in
            Array(
                stride(
                    from: middle.truncatingRemainder(dividingBy: step), to: 2 * middle, by: step))
        }
        return (lines(middle.x), lines(middle.y))
    }
}

/// The sketch of a walk, fitted into a rectangle.
public struct Sketch: Equatable, Sendable {
    public let line: [Spot]
    public let route: [Spot]
    public let stops: [Spot]
    /// Where we are: the end of the line.
    public let here: Spot?

    /// Fits everything known of `walk` into `width` by `height`.
    public init(_ walk: WalkRecord, width: Double, height: Double) {
        let map = walk.frame.flatMap { PlaceMap($0, width: width, height: height) }
        let onScreen = { (points: [PointRecord]) in map?.spots(points.map(PlaceRecord.init)) ?? [] }
        line = onScreen(walk.line)
        route = onScreen(walk.route)
        stops = onScreen(walk.stops)
        here = line.last
    }
}
