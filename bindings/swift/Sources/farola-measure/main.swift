// Prints what the bridge costs: `make measure-bindings`, the same rows in every language. Not
// asserted, since the machine decides.
import FarolaCore
import FarolaCoreFFI
import Foundation

/// Calls of the soak: as many as a long day of filling forms makes.
let soakCalls = 100_000

final class FixedKey: KeySource {
    func key() throws -> Data { Data(repeating: 7, count: 32) }
}

func say(_ what: String, _ figure: String) {
    let name = what.padding(toLength: max(52, what.count), withPad: " ", startingAt: 0)
    print("swift   \(name) \(figure)")
}

func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

func tenths(_ value: Double) -> String { String(format: "%.1f", value) }

func row(_ what: String, _ times: Int, _ work: () throws -> Void) rethrows {
    var taken: [UInt64] = []
    taken.reserveCapacity(times)
    for _ in 0..<times {
        let began = now()
        try work()
        taken.append(now() - began)
    }
    taken.sort()
    let median = Double(taken[times / 2]) / 1e3
    let late = Double(taken[times * 99 / 100]) / 1e3
    say(what, "\(tenths(median)) µs median, \(tenths(late)) µs at 99 %")
}

/// A call into the library that calls back: the method of the interface over a source of ours,
/// with the handle made and given back as when a source is handed over.
func askBack(_ key: FixedKey) {
    var status = RustCallStatus()
    let answer = uniffi_farola_ffi_fn_method_keysource_key(
        FfiConverterTypeKeySource_lower(key), &status)
    precondition(status.code == 0 && answer.len == 36, "32 bytes and their length come back")
    var freed = RustCallStatus()
    ffi_farola_ffi_rustbuffer_free(answer, &freed)
}

/// How many strings of some length or none a screen carries.
func strings(_ page: ScreenRecord) -> Int {
    page.questions.reduce(2 + page.titles.count) { count, question in
        // key, reference, label, hint, guidance, what is shown; value and label of a choice.
        count + 6 + 2 * question.choices.count
    }
}

/// Resident megabytes of this process; Linux only.
func rss() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (Double(line.filter(\.isNumber)) ?? 0) / 1e3
}

func soak(_ filling: Filling) throws {
    let before = rss()
    let began = now()
    for _ in 0..<soakCalls { _ = try filling.screen() }
    let each = Double(now() - began) / 1e3 / Double(soakCalls)
    say("soak: \(soakCalls) screens", "\(tenths(each)) µs each")
    // Swift counts references: there is no heap that a collector has still to visit.
    say("soak: RSS before, after", "\(Int(before)), \(Int(rss())) MB")
}

func measure() throws {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("farola-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let form = try Data(contentsOf: URL(fileURLWithPath: "bindings/scenario/form.xml"))
    let key = FixedKey()
    // The dynamic linker has loaded the library before the first line runs.
    let began = now()
    let phone = try Phone.open(dir: folder.path, keys: key)
    let opening = tenths(Double(now() - began) / 1e6)
    say("first opening (the library is loaded at start)", "\(opening) ms")
    _ = try phone.addForm(xml: form)
    let filling = try phone.begin(formId: "corner", language: "es")
    let page = try filling.goTo(reference: "/corner/people")
    for _ in 0..<200 { _ = try filling.screen() }
    try row("a call (Filling.corrects)", 5_000) { _ = try filling.corrects() }
    try row("a record of \(strings(page)) strings (Filling.screen)", 5_000) {
        _ = try filling.screen()
    }
    row("a callback with its call (KeySource.key, 32 bytes)", 5_000) { askBack(key) }
    try row("home: a read of the encrypted database", 1_000) { _ = try phone.home() }
    var turn = 0
    try row("a keystroke on a page of two: answer, journal, page", 1_000) {
        turn += 1
        _ = try filling.answer(reference: "/corner/people", value: "\(turn)")
    }
    try soak(filling)
}

try measure()
