// The sketch of the way and of places: the core says how many metres lie between them, here they
// are fitted into a rectangle. North is up.

import FarolaCore
import Foundation

/// Where a point lies on a screen.
public struct Spot: Equatable, Sendable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// Places fitted into a rectangle, to scale, north up.
public struct PlaceMap: Equatable, Sendable {
    private let origin: PlaceRecord
    private let centre: Spot
    private let scale: Double
    private let middle: Spot

    /// What has less extent is drawn as if it were this wide (metres), or the noise of a walk
    /// that has just begun would fill the picture.
    private static let leastMetres = 60.0

    /// Nothing without a place or without room.
    public init?(
        _ places: [(lat: Double, lon: Double)], width: Double, height: Double,
        margin: Double = 16
    ) {
        guard let first = places.first, width > 2 * margin, height > 2 * margin else { return nil }
        let origin = Self.record(first)
        let offsets = flatOffsets(origin: origin, places: places.map(Self.record))
        let (easts, norths) = (offsets.map(\.eastM), offsets.map(\.northM))
        let (west, east) = (easts.min() ?? 0, easts.max() ?? 0)
        let (south, north) = (norths.min() ?? 0, norths.max() ?? 0)
        self.origin = origin
        scale = min(
            (width - 2 * margin) / max(Self.leastMetres, east - west),
            (height - 2 * margin) / max(Self.leastMetres, north - south))
        centre = Spot(x: (west + east) / 2, y: (south + north) / 2)
        middle = Spot(x: width / 2, y: height / 2)
    }

    /// Where a place lies in the rectangle.
    public func spot(_ lat: Double, _ lon: Double) -> Spot {
        spots([(lat, lon)]).first ?? middle
    }

    /// Where places lie in the rectangle.
    func spots(_ places: [(lat: Double, lon: Double)]) -> [Spot] {
        flatOffsets(origin: origin, places: places.map(Self.record)).map { offset in
            Spot(
                x: middle.x + (offset.eastM - centre.x) * scale,
                y: middle.y - (offset.northM - centre.y) * scale)
        }
    }

    private static func record(_ place: (lat: Double, lon: Double)) -> PlaceRecord {
        PlaceRecord(lat: place.lat, lon: place.lon, altitudeM: nil, accuracyM: nil)
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
        let all = walk.line + walk.route + walk.stops
        let map = PlaceMap(all.map { ($0.lat, $0.lon) }, width: width, height: height)
        let onScreen = { (points: [PointRecord]) in
            map?.spots(points.map { ($0.lat, $0.lon) }) ?? []
        }
        line = onScreen(walk.line)
        route = onScreen(walk.route)
        stops = onScreen(walk.stops)
        here = line.last
    }
}

/// A sketch with a pin that is put by a touch or moved by buttons.
public struct PlaceBoard: Equatable, Sendable {
    /// Metres from the middle to the edge.
    public static let reach = 60.0

    public private(set) var middle: PlaceRecord
    /// The place that the pin stands on.
    public private(set) var pin: PlaceRecord

    /// Around `centre`, the pin on the last of the places that are there.
    public init(_ places: [PlaceRecord], centre: PlaceRecord) {
        middle = centre
        pin = places.last ?? centre
    }

    /// The sketch was touched, so far from its middle.
    public mutating func touch(_ by: Offset) { put(flatMoved(origin: middle, by: by)) }

    /// So many metres from where it stands.
    public mutating func move(_ by: Offset) { put(flatMoved(origin: pin, by: by)) }

    /// Puts the pin; where that is outside of the sketch, the sketch follows it.
    public mutating func put(_ place: PlaceRecord) {
        pin = place
        let isInside = flatOffsets(origin: middle, places: [place]).allSatisfy {
            max(abs($0.eastM), abs($0.northM)) <= Self.reach
        }
        if !isInside { middle = place }
    }
}
