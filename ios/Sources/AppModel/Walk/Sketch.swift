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

/// A sketch with a pin that is put by a touch or moved by buttons.
public struct PlaceBoard: Equatable, Sendable {
    public private(set) var frame: SketchFrame
    /// The place that the pin stands on.
    public private(set) var pin: PlaceRecord

    /// Around the places that are there, the pin on the last of them; around `centre` before there
    /// is one.
    public init(_ places: [PlaceRecord], centre: PlaceRecord) {
        frame = sketchAround(places: places.isEmpty ? [centre] : places)
        pin = places.last ?? centre
    }

    /// The sketch was touched, so far from its middle.
    public mutating func touch(_ by: Offset) { put(flatMoved(origin: frame.middle, by: by)) }

    /// So many steps to the east and to the north.
    public mutating func move(east: Double, north: Double) {
        let by = Offset(eastM: east * frame.stepM, northM: north * frame.stepM)
        put(flatMoved(origin: pin, by: by))
    }

    /// Puts the pin; where that is outside of the sketch, the sketch follows it.
    public mutating func put(_ place: PlaceRecord) {
        pin = place
        frame = sketchFollowing(frame: frame, place: place)
    }

    /// Shows less around the pin and larger, or more.
    public mutating func zoom(nearer: Bool) {
        frame.middle = pin
        frame = sketchZoomed(frame: frame, nearer: nearer)
    }
}
