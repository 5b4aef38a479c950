import FarolaCore
import FarolaCoreFFI
import Foundation
import XCTest

/// What crosses the bridge in the other direction, and what an error there becomes.
final class BridgeTests: XCTestCase {
    func testAnyErrorOfAKeySourceIsARefusalAndNoCrash() throws {
        final class Broken: KeySource {
            struct Text: Error { let words = "text of a key store" }
            func key() throws -> Data { throw Text() }
        }
        try inFolder { folder in
            let error = try refusal { _ = try Phone.open(dir: folder, keys: Broken()) }
            XCTAssertEqual(error.kindAndCode.kind, "Auth")
            XCTAssertFalse("\(error) \(error.localizedDescription)".contains("text of"))
            // The folder is as it was: the right key opens it.
            XCTAssertEqual(try Phone.open(dir: folder, keys: FixedKey()).drafts().count, 0)
        }
    }

    func testAKeyOfAnotherLengthOpensNothing() throws {
        final class Short: KeySource {
            func key() throws -> Data { Data(count: 16) }
        }
        try inFolder { folder in
            let error = try refusal { _ = try Phone.open(dir: folder, keys: Short()) }
            XCTAssertEqual(error.kindAndCode.kind, "Auth")
        }
    }

    func testAnotherKeyDoesNotOpenThePhone() throws {
        try inFolder { folder in
            _ = try Phone.open(dir: folder, keys: FixedKey(1)).addForm(xml: cornerForm())
            let error = try refusal { _ = try Phone.open(dir: folder, keys: FixedKey(2)) }
            XCTAssertEqual(error.kindAndCode.kind, "Auth")
            XCTAssertEqual(try Phone.open(dir: folder, keys: FixedKey(1)).forms().count, 1)
        }
    }

    func testAWatcherThatThrowsDoesNotStopASync() throws {
        final class Throwing: SyncWatcher {
            struct Drawn: Error {}
            func progress(progress: ProgressRecord) throws { throw Drawn() }
        }
        try inFolder { folder in
            let phone = try Phone.open(dir: folder, keys: FixedKey())
            // Nobody listens there: the sync must end by itself with a reason.
            _ = try phone.enrol(
                text: "http://127.0.0.1:9/v1/key/aaaaaaaaaaaaaaaaaaaaaaaa/projects/1")
            let report = try phone.sync(asked: true, metered: false, watcher: Throwing()).wait()
            guard case .paused = report.ended.ending else {
                return XCTFail("the sync did not pause: \(report.ended.ending)")
            }
            XCTAssertEqual(report.ended.delivered, 0)
        }
    }

    func testManyThreadsMayAskOnePhone() throws {
        try inFolder { folder in
            let phone = try Phone.open(dir: folder, keys: FixedKey())
            _ = try phone.addForm(xml: cornerForm())
            DispatchQueue.concurrentPerform(iterations: 8) { _ in
                for _ in 0..<20 {
                    let filling = try? phone.begin(formId: "corner", language: "es")
                    XCTAssertEqual(
                        try? filling?.screen().questions.first?.drawn.label.plain, "Calle")
                }
            }
            XCTAssertEqual(try phone.drafts().count, 160)
        }
    }

    func testTheKeyIsAskedOfTheShell() throws {
        try inFolder { folder in
            let keys = FixedKey()
            _ = try Phone.open(dir: folder, keys: keys)
            XCTAssertGreaterThan(keys.asked, 0)
        }
    }

    func testARecordIsReadAsItWasWritten() throws {
        let long = String(repeating: "ñ", count: 70_000)
        for plain in ["", "a", "¿Cuántas?", "日本語", "👩‍👩‍👧", "\u{FEFF}mark", "a\0b", long] {
            let text = StyledText(plain: plain, blocks: [])
            let read = try FfiConverterTypeStyledText_lift(FfiConverterTypeStyledText_lower(text))
            XCTAssertEqual(Array(read.plain.utf8), Array(plain.utf8))
            XCTAssertEqual(read, text)
        }
    }

    func testARecordThatIsCutShortIsAnError() throws {
        let text = StyledText(plain: "¿Cuántas?", blocks: [])
        for length in 0..<FfiConverterTypeStyledText_lower(text).len {
            var cut = FfiConverterTypeStyledText_lower(text)
            cut.len = length
            XCTAssertThrowsError(try FfiConverterTypeStyledText_lift(cut), "\(length) bytes")
        }
    }
}
