// Points, traces and shapes: sensed, walked, drawn or placed on a map without the internet.

import FarolaCore
import Foundation
import Observation

/// How XForms write places: `lat lon altitude accuracy`, separated by `;`.
public enum GeoText {
    public static func point(_ fix: FixRecord) -> String {
        point(fix.lat, fix.lon, fix.altitudeM ?? 0, fix.accuracyM ?? 0)
    }

    public static func point(
        _ lat: Double, _ lon: Double, _ altitude: Double = 0, _ accuracy: Double = 0
    ) -> String {
        "\(degrees(lat)) \(degrees(lon)) \(metres(altitude)) \(metres(accuracy))"
    }

    /// What can be read of a point, trace or shape.
    public static func points(_ text: String) -> [PointRecord] {
        text.split(separator: ";").compactMap { part in
            let numbers = part.split(separator: " ").map { Double($0) }
            guard numbers.count >= 2, let lat = numbers[0], let lon = numbers[1],
                (-90...90).contains(lat), (-180...180).contains(lon)
            else { return nil }
            return PointRecord(
                lat: lat, lon: lon, accuracyM: numbers.count >= 4 ? numbers[3] : nil)
        }
    }

    // Seven decimals are a centimetre.
    private static func degrees(_ value: Double) -> String { trimmed(value, 7) }
    private static func metres(_ value: Double) -> String { trimmed(value, 1) }

    private static func trimmed(_ value: Double, _ places: Int) -> String {
        var text = String(format: "%.\(places)f", value)
        while text.hasSuffix("0") && !text.hasSuffix(".0") { text.removeLast() }
        return text
    }
}

/// A point.
@MainActor @Observable
public final class PointControl {
    public let style: PlaceStyle
    /// The answer.
    public private(set) var point: PointRecord?
    /// What the phone senses now, while it listens.
    public private(set) var live: FixRecord?
    public private(set) var isListening = false
    public private(set) var isRefused = false

    /// A point of a stop should be at least this good (metres); the form may say otherwise.
    public static let goodMetres = 25.0

    @ObservationIgnored private unowned let row: FormRow
    @ObservationIgnored private var listener: Int?

    init(_ row: FormRow, _ style: PlaceStyle) {
        self.row = row
        self.style = style
        refresh()
    }

    func refresh() {
        let now = GeoText.points(row.value).first
        if now != point { point = now }
    }

    /// The mark: within it the point is good.
    public var goodMetres: Double {
        Double(row.parameter("accuracyThreshold") ?? "") ?? Self.goodMetres
    }

    public var accuracyMetres: Double? { live?.accuracyM ?? point?.accuracyM }
    public var isGood: Bool { accuracyMetres.map { $0 <= goodMetres } ?? false }

    /// Share of the bar that shows the accuracy: full at the mark or better.
    public var share: Double {
        guard let metres = live?.accuracyM, metres > 0 else { return 0 }
        return min(1, goodMetres / metres)
    }

    public func listen() {
        guard listener == nil else { return }
        let places = row.form.platform.places
        isListening = true
        listener = places.listen(background: false) { [weak self] fix in self?.live = fix }
        isRefused = places.refused
    }

    public func stopListening() {
        guard let number = listener else { return }
        listener = nil
        isListening = false
        row.form.platform.places.leave(number)
    }

    /// Takes what is sensed now.
    public func take() async {
        guard let fix = live else { return }
        stopListening()
        await row.answer(GeoText.point(fix))
    }

    /// Takes the point that was set on the map.
    public func place(lat: Double, lon: Double) async {
        stopListening()
        await row.answer(GeoText.point(lat, lon))
    }

    public func clear() async {
        live = nil
        await row.answer("")
    }

    /// Where the map begins: at the answer, at what is sensed, or nowhere.
    public var centre: Plane? {
        if let point { return Plane(lat: point.lat, lon: point.lon) }
        return live.map { Plane(lat: $0.lat, lon: $0.lon) }
    }
}

/// A line or an area: walked or drawn.
@MainActor @Observable
public final class TraceControl {
    public let style: PlaceStyle
    /// Whether it closes on itself.
    public let closed: Bool
    public private(set) var points: [PointRecord] = []
    public private(set) var live: FixRecord?
    public private(set) var isWalking = false
    public private(set) var isRefused = false

    /// While walking, a point is taken each time the phone has moved this far (metres).
    static let strideMetres = 5.0
    /// And only if it is known this well.
    static let worstMetres = 50.0

    @ObservationIgnored private unowned let row: FormRow
    @ObservationIgnored private var listener: Int?

    init(_ row: FormRow, _ style: PlaceStyle, closed: Bool) {
        self.row = row
        self.style = style
        self.closed = closed
        refresh()
    }

    func refresh() {
        guard !isWalking else { return }
        var read = GeoText.points(row.value)
        if closed, read.count > 1, let first = read.first, let last = read.last,
            first.lat == last.lat, first.lon == last.lon
        {
            read.removeLast()
        }
        if read != points { points = read }
    }

    /// The least number of points that make one.
    public var fewest: Int { closed ? 3 : 2 }
    public var isEnough: Bool { points.count >= fewest }

    public func startWalking() {
        guard listener == nil else { return }
        let places = row.form.platform.places
        isWalking = true
        listener = places.listen(background: true) { [weak self] fix in self?.walked(fix) }
        isRefused = places.refused
    }

    func walked(_ fix: FixRecord) {
        live = fix
        guard let accuracy = fix.accuracyM, accuracy <= Self.worstMetres else { return }
        if let last = points.last {
            let metres = Plane(lat: last.lat, lon: last.lon).metres(fix.lat, fix.lon)
            guard (metres.x * metres.x + metres.y * metres.y).squareRoot() >= Self.strideMetres
            else { return }
        }
        points.append(PointRecord(lat: fix.lat, lon: fix.lon, accuracyM: accuracy))
    }

    /// Ends walking and answers with what was walked.
    public func stopWalking() async {
        if let number = listener {
            listener = nil
            row.form.platform.places.leave(number)
        }
        isWalking = false
        await hand()
    }

    /// A point was drawn on the map.
    public func draw(lat: Double, lon: Double) async {
        points.append(PointRecord(lat: lat, lon: lon, accuracyM: nil))
        if !isWalking { await hand() }
    }

    public func undo() async {
        guard !points.isEmpty else { return }
        points.removeLast()
        if !isWalking { await hand() }
    }

    public func clear() async {
        points = []
        await row.answer("")
    }

    /// Too few points are no answer yet; they stay on the screen.
    private func hand() async {
        guard isEnough else {
            if !row.value.isEmpty { await answerKeepingPoints("") }
            return
        }
        let ring = closed ? points + points.prefix(1) : points
        await answerKeepingPoints(
            ring.map { GeoText.point($0.lat, $0.lon, 0, $0.accuracyM ?? 0) }
                .joined(separator: ";"))
    }

    private func answerKeepingPoints(_ value: String) async {
        let drawn = points
        await row.answer(value)
        if row.refused != nil || value.isEmpty { points = drawn }
    }
}
