// Points, traces and shapes: sensed, typed, walked, drawn or placed on a map without the internet.

import FarolaCore
import Observation

extension PlaceRecord {
    /// What the phone senses.
    public init(_ fix: FixRecord) {
        self.init(
            lat: fix.lat, lon: fix.lon, altitudeM: fix.altitudeM, accuracyM: fix.accuracyM)
    }
}

/// A point.
@MainActor @Observable
public final class PointControl {
    public let map: MapUse
    public let accuracy: PlaceAccuracy
    /// For who knows the numbers, where the phone does not know the place.
    public let field: TypedField
    /// What the phone senses now, while it listens.
    public private(set) var live: FixRecord?
    public private(set) var isListening = false
    public private(set) var isRefused = false

    @ObservationIgnored private unowned let row: FormRow
    @ObservationIgnored private var listener: Int?

    init(_ row: FormRow, _ map: MapUse, _ accuracy: PlaceAccuracy) {
        self.row = row
        self.map = map
        self.accuracy = accuracy
        field = TypedField(row)
    }

    /// The answer.
    public var point: PlaceRecord? {
        guard case .place(let place) = row.drawn.answer else { return nil }
        return place
    }

    /// The answer in words, and whether it was sensed; nothing where there is none.
    public func said(_ words: Words) -> String? {
        guard let point else { return nil }
        let key = isByHand(place: point) ? "form.place_by_hand" : "form.place_taken"
        return words(key, ["place": row.drawn.shown])
    }

    /// How exact what is sensed now is; unknown before the first fix.
    public var judged: JudgedRecord {
        judgeAccuracy(accuracy: accuracy, accuracyM: live?.accuracyM)
    }

    public func listen() {
        guard listener == nil else { return }
        let places = row.form.platform.places
        isListening = true
        listener = places.listen(background: false) { [weak self] fix in self?.sensed(fix) }
        isRefused = places.refused
    }

    /// A place that is as exact as the form asks is taken by itself.
    private func sensed(_ fix: FixRecord) {
        live = fix
        if judged.takes { Task { await take() } }
    }

    public func stopListening() {
        guard let number = listener else { return }
        listener = nil
        isListening = false
        row.form.platform.places.leave(number)
    }

    /// Takes what is sensed now.
    public func take() async {
        guard isListening, let fix = live else { return }
        await place(PlaceRecord(fix))
    }

    /// Takes a place, such as one that was set on the map.
    public func place(_ place: PlaceRecord) async {
        stopListening()
        await row.give(.place(place: place)).value
    }

    public func clear() async {
        live = nil
        await row.give(.clear).value
        field.empty()
    }

    /// The map before a hand touches it: at the answer, at what is sensed, or nowhere.
    public var board: SketchBoard? {
        sketchBoard(places: point.map { [$0] } ?? [], here: here)
    }

    /// Where the phone is, while it listens.
    public var here: PlaceRecord? { live.map(PlaceRecord.init) }
}

/// A line or an area: walked or drawn.
@MainActor @Observable
public final class TraceControl {
    /// Whether it closes on itself.
    public let closed: Bool
    public let accuracy = lineAccuracy()
    public private(set) var points: [PlaceRecord] = []
    public private(set) var live: FixRecord?
    public private(set) var isWalking = false
    public private(set) var isRefused = false

    @ObservationIgnored private unowned let row: FormRow
    @ObservationIgnored private var listener: Int?
    /// Points that are too few for an answer yet, as the core keeps them.
    @ObservationIgnored private var begun: [PlaceRecord]

    init(_ row: FormRow, closed: Bool) {
        self.row = row
        self.closed = closed
        begun = row.question.begun
        refresh()
    }

    func refresh() {
        if case .line(let places) = row.drawn.answer { points = places } else { points = begun }
    }

    /// How exact what is sensed now is; of a poor fix the core makes no point.
    public var judged: JudgedRecord {
        judgeAccuracy(accuracy: accuracy, accuracyM: live?.accuracyM)
    }

    /// The map before a hand touches it: around the points, around what is sensed, or nowhere.
    public var board: SketchBoard? {
        sketchBoard(places: points, here: sensed)
    }

    /// Where the phone is, while it is walked.
    public var sensed: PlaceRecord? { live.map(PlaceRecord.init) }

    public var isEnough: Bool { row.isAnswered }

    private var stands: LineState {
        lineState(places: points, closed: closed, locale: row.form.locale)
    }

    /// Whether its end meets its beginning now, and what lies between is filled.
    public var closes: Bool { if case .whole(_, _, true) = stands { true } else { false } }

    /// How many points there are, and how many are missing or what they measure.
    public func state(_ words: Words) -> String {
        let count = { (points: UInt32) in words.count("control.trace_points", Int(points)) }
        switch stands {
        case .empty: return words[closed ? "form.shape_none" : "form.trace_none"]
        case .missing(let points, let missing):
            let more = words.number(Int(missing))
            return words("form.trace_missing", ["points": count(points), "n": more])
        case .whole(let points, let size, _):
            return words("form.trace_size", ["points": count(points), "distance": size])
        }
    }

    public func startWalking() {
        guard listener == nil else { return }
        let places = row.form.platform.places
        isWalking = true
        listener = places.listen(background: true) { [weak self] fix in self?.walked(fix) }
        isRefused = places.refused
    }

    /// Each fix goes to the core, which says what is a point and keeps it: an app that is killed
    /// on the way loses none.
    @discardableResult
    func walked(_ fix: FixRecord) -> Task<Void, Never> {
        live = fix
        return row.walk(fix) { [weak self] record in self?.begun = record.begun }
    }

    /// Where the phone is becomes the next point, however near it is to the last one; of a poor
    /// fix, which is said beside it, the core makes none.
    public func here() async {
        guard isWalking, let live else { return }
        await row.walk(live, here: true) { [weak self] record in self?.begun = record.begun }.value
    }

    public func stopWalking() {
        guard let number = listener else { return }
        listener = nil
        isWalking = false
        row.form.platform.places.leave(number)
    }

    /// A point was drawn on the map.
    public func draw(_ place: PlaceRecord) async { await give(points + [place]) }
    public func undo() async { await give(points.dropLast()) }
    public func clear() async { await give([]) }

    /// Too few points are no answer yet; they stay on the screen.
    private func give(_ places: [PlaceRecord]) async {
        points = places
        await row.give(.line(places: places)) { [weak self] in self?.begun = $0.begun }.value
    }
}
