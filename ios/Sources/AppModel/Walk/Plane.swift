// A small flat piece of the earth: for the sketch of the way and for placing a point without the
// internet. North is up, one unit is one metre.

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

/// Metres east and north of an origin. Good for a few kilometres, which is what a walk is.
public struct Plane: Equatable, Sendable {
    public let lat: Double
    public let lon: Double

    public init(lat: Double, lon: Double) {
        self.lat = lat
        self.lon = lon
    }

    /// Metres in a degree of latitude, on the sphere that the form engine measures on.
    private static let metresInDegree = 6_378_100.0 * Double.pi / 180

    private var metresInDegreeEast: Double {
        Self.metresInDegree * max(0.01, cos(lat * Double.pi / 180))
    }

    /// East is x, north is y.
    public func metres(_ lat: Double, _ lon: Double) -> Spot {
        Spot(
            x: (lon - self.lon) * metresInDegreeEast,
            y: (lat - self.lat) * Self.metresInDegree)
    }

    public func place(_ metres: Spot) -> (lat: Double, lon: Double) {
        (lat + metres.y / Self.metresInDegree, lon + metres.x / metresInDegreeEast)
    }
}

/// The sketch of a walk, fitted into a rectangle.
public struct Sketch: Equatable, Sendable {
    public let line: [Spot]
    public let route: [Spot]
    public let stops: [Spot]
    /// Where we are: the end of the line.
    public let here: Spot?

    public static let empty = Sketch(line: [], route: [], stops: [], here: nil)

    init(line: [Spot], route: [Spot], stops: [Spot], here: Spot?) {
        self.line = line
        self.route = route
        self.stops = stops
        self.here = here
    }

    /// Fits everything known of `walk` into `width` by `height` with a margin.
    public init(_ walk: WalkRecord, width: Double, height: Double, margin: Double = 16) {
        let all = walk.line + walk.route + walk.stops
        guard let first = all.first, width > 2 * margin, height > 2 * margin else {
            self = .empty
            return
        }
        let plane = Plane(lat: first.lat, lon: first.lon)
        let spots = all.map { plane.metres($0.lat, $0.lon) }
        let xs = spots.map(\.x)
        let ys = spots.map(\.y)
        let (west, east) = (xs.min() ?? 0, xs.max() ?? 0)
        let (south, north) = (ys.min() ?? 0, ys.max() ?? 0)
        // A walk that has just begun is drawn as if it were this wide, or its noise would fill
        // the picture.
        let least = 60.0
        let scale = min(
            (width - 2 * margin) / max(least, east - west),
            (height - 2 * margin) / max(least, north - south))
        let centre = Spot(x: (west + east) / 2, y: (south + north) / 2)
        func onScreen(_ point: PointRecord) -> Spot {
            let metres = plane.metres(point.lat, point.lon)
            return Spot(
                x: width / 2 + (metres.x - centre.x) * scale,
                y: height / 2 - (metres.y - centre.y) * scale)
        }
        line = walk.line.map(onScreen)
        route = walk.route.map(onScreen)
        stops = walk.stops.map(onScreen)
        here = walk.line.last.map(onScreen)
    }
}
