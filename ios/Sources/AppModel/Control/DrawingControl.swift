// Strokes of a finger: drawing, signature, marks on a photo, covering what must not be seen.

import Foundation
import Observation

/// One stroke, in parts of the width (x) and height (y) of the picture, 0 to 1.
public struct Stroke: Equatable, Sendable {
    public var spots: [Spot]
    /// Filled rectangle from the first spot to the last, that hides what is below.
    public var covers: Bool

    public init(spots: [Spot], covers: Bool = false) {
        self.spots = spots
        self.covers = covers
    }
}

/// What was drawn.
public struct Drawing: Equatable, Sendable {
    public private(set) var strokes: [Stroke] = []

    public init() {}

    public var isEmpty: Bool { strokes.isEmpty }

    public mutating func begin(_ spot: Spot, covers: Bool) {
        strokes.append(Stroke(spots: [Self.inside(spot)], covers: covers))
    }

    public mutating func move(_ spot: Spot) {
        guard !strokes.isEmpty else { return }
        strokes[strokes.count - 1].spots.append(Self.inside(spot))
    }

    public mutating func undo() { if !strokes.isEmpty { strokes.removeLast() } }
    public mutating func clear() { strokes = [] }

    private static func inside(_ spot: Spot) -> Spot {
        Spot(x: min(1, max(0, spot.x)), y: min(1, max(0, spot.y)))
    }
}
