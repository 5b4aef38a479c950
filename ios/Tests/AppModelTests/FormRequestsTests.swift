import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// The voice that a form asks for while it is open.
@MainActor
struct FormRequestsTests {
    private func recording(_ real: RealPhone) async throws -> FormModel {
        let form = try RealPhone.file("bindings/scenario/form.xml").replacingOccurrences(
            of: "</model>",
            with: "<odk:recordaudio xmlns:odk=\"http://www.opendatakit.org/xforms\" "
                + "event=\"odk-instance-load\" ref=\"/corner/photo\" odk:quality=\"low\"/></model>")
        try real.add(form)
        try await real.unlocked.begin("corner")
        let opened = try #require(try real.unlocked.form)
        guard case .text(let street) = opened.rows[0].control else {
            throw Failure(code: "no street")
        }
        await street.type("Pino Suárez").value
        return opened
    }

    private func files(_ real: RealPhone) async throws -> [String] {
        let phone = try real.unlocked.phone
        return try await real.shell.line.run {
            let finalized = try phone.submissions().first
            let lines = try phone.submissionLines(
                instance: finalized?.instance ?? "", language: "es")
            return lines.compactMap {
                switch $0.shown {
                case .words: nil
                case .file(let name), .picture(let name): name
                }
            }
        }
    }

    @Test func isRecordedUntilTheFormIsFinalized() async throws {
        let real = try await RealPhone.opened()
        let form = try await recording(real)
        #expect(form.requests.voice == .recording)
        #expect(real.phone.sound.isOn)
        #expect(real.phone.sound.formats == [soundFormat(quality: .low)])
        try await real.unlocked.finalize()
        #expect(!real.phone.sound.isOn)
        let file = try #require(real.phone.sound.handedOut.first)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        #expect(try await files(real).count == 1)
    }

    /// Pressing "send" too early ends nothing: one recording, from the beginning to the end.
    @Test func aFormThatCannotBeFinalizedYetGoesOnBeingRecorded() async throws {
        let real = try await RealPhone.opened()
        let form = try await recording(real)
        guard case .text(let street) = form.rows[0].control else { return }
        await street.type("").value
        try await real.unlocked.finalize()
        #expect(
            form.problem == nil
                && form.review?.next == .mend(reference: "/corner/street", faults: 1))
        #expect(form.faults.map(\.reference) == ["/corner/street"])
        #expect(real.phone.sound.isOn)
        #expect(real.phone.sound.handedOut.isEmpty)
        await street.type("Pino Suárez").value
        try await real.unlocked.finalize()
        #expect(!real.phone.sound.isOn)
        #expect(real.phone.sound.formats == [soundFormat(quality: .low)])
        #expect(try await files(real).count == 1)
    }

    /// Allowed later, the microphone counts from the next page on; a page that is turned while the
    /// person is asked asks no second time.
    @Test func whatIsAllowedLaterCountsFromTheNextPageOn() async throws {
        let real = try await RealPhone.opened()
        real.phone.sound.failure = Failure(.noMicrophone)
        let form = try await recording(real)
        #expect(form.requests.voice == .refused)
        real.phone.sound.failure = nil
        real.phone.sound.whileAsking = {
            real.phone.sound.whileAsking = nil
            await form.skip()
        }
        await form.skip()
        #expect(form.requests.voice == .recording)
        #expect(real.phone.sound.formats == [soundFormat(quality: .low)])
        _ = await form.back()
        #expect(real.phone.sound.formats == [soundFormat(quality: .low)])
    }

    /// A form that asks for the place in the middle of it gets it, the most exact of a minute.
    @Test func aPlaceThatIsAskedForLaterIsGiven() async throws {
        let real = try await RealPhone.opened()
        let asking = [
            ("<photo/>", "<photo/><place/>"),
            ("<bind ", "<bind nodeset=\"/corner/place\" type=\"geopoint\"/><bind "),
            (
                "<input ref=\"/corner/street\">",
                "<input ref=\"/corner/street\"><odk:setgeopoint "
                    + "xmlns:odk=\"http://www.opendatakit.org/xforms\" "
                    + "event=\"xforms-value-changed\" ref=\"/corner/place\"/>"
            ),
        ]
        var xml = try RealPhone.file("bindings/scenario/form.xml")
        for (there, put) in asking {
            let at = try #require(xml.range(of: there))
            xml.replaceSubrange(at, with: put)
        }
        try real.add(xml)
        try await real.unlocked.begin("corner")
        let form = try #require(try real.unlocked.form)
        guard case .text(let street) = form.rows[0].control else {
            throw Failure(code: "no street")
        }
        #expect(!real.phone.places.isOn)
        await street.type("Pino Suárez").value
        await form.skip()
        #expect(real.phone.places.isOn)
        let given = { try? form.filling.stored(reference: "/corner/place") }
        func give(_ lat: Double, _ accuracy: Double) {
            real.phone.places.give(lat, -103.34, accuracy, atMs: real.phone.nowMs)
        }
        give(20.67, 30)
        #expect(await until { given()?.hasPrefix("20.67 -103.34") == true })
        // A more exact one takes its place, on another page too; a less exact one does not.
        await form.skip()
        give(20.68, 9)
        #expect(await until { given()?.hasPrefix("20.68 -103.34") == true })
        give(20.69, 40)
        try await real.settle()
        #expect(given()?.hasPrefix("20.68 -103.34") == true)
        // A minute after it was asked for the receiver rests.
        real.phone.now.addTimeInterval(61)
        give(20.70, 3)
        #expect(!real.phone.places.isOn)
        try await real.settle()
        #expect(given()?.hasPrefix("20.68 -103.34") == true)
    }

    @Test func withoutAMicrophoneTheFormGoesOn() async throws {
        let real = try await RealPhone.opened()
        real.phone.sound.failure = Failure(.noMicrophone)
        let form = try await recording(real)
        #expect(form.requests.voice == .refused)
        try await real.unlocked.finalize()
        #expect(try real.unlocked.receipt?.stands == .finalized)
        #expect(try await files(real).isEmpty)
    }
}
