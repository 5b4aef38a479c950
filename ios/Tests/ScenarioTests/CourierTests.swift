import FarolaCore
import Foundation
import Testing

@testable import AppModel

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Large files that go on while the app sleeps, against a real hub.
@MainActor
@Suite(.serialized)
struct CourierTests {
    /// A picture of 400 kB by its outer form.
    private static let photo: Data = {
        var bytes = Data([0xff, 0xd8, 0xff, 0xda, 0, 4, 1, 1])
        bytes.append(contentsOf: (0..<400_000).map { UInt8(($0 &* 31 &+ $0 >> 8) & 0x7f) })
        bytes.append(contentsOf: [0xff, 0xd9])
        return bytes
    }()

    private func finalized(_ hub: Hub) async throws -> Walker {
        let story = try Story.read()
        let walker = try Walker(story, hub, ModelHands())
        try await walker.take(Step(do: "first_start", pin: story.pin))
        try await walker.take(Step(do: "enrol", by: "qr"))
        let unlocked = try walker.unlocked()
        await unlocked.begin("corner")
        let form = try walker.form()
        guard case .text(let street) = form.rows[0].control else {
            throw HubFailure(description: "no street")
        }
        await street.type("Analco").value
        await form.goTo("/corner/photo")
        guard case .photo(let photo) = form.rows[0].control else {
            throw HubFailure(description: "no photo")
        }
        walker.phone.capture.photoBytes = Self.photo
        await photo.take()
        #expect(photo.hasPhoto)
        await unlocked.finalize()
        #expect(unlocked.receipt?.stands == .finalized)
        return walker
    }

    private func state(_ walker: Walker) async throws -> SubmissionState? {
        let phone = try walker.unlocked().phone
        return try await walker.shell.line.run { try phone.submissions().first?.stands }
    }

    @Test func aLargePhotoArrivesWhileThePhoneIsLocked() async throws {
        let hub = try await Hub(try Story.read().hub)
        defer { hub.stop() }
        let walker = try await finalized(hub)
        walker.shell.hide()
        await walker.phone.errands.finishing?.value
        guard case .ended(let report) = try walker.unlocked().sync.state else {
            Issue.record("the hand-over did not end")
            return
        }
        #expect(report.handedOver == 1)
        let parcel = try #require(walker.phone.courier.parcels.first)
        let carried = try Data(contentsOf: URL(fileURLWithPath: parcel.path))
        #expect(carried.count == Int(parcel.size))
        #expect(carried.range(of: Self.photo[1_000..<1_032]) == nil)
        #expect(!parcel.url.contains("/key/"))
        #expect(!parcel.waitForFreeNetwork)

        await walker.shell.closeAndLock()
        var request = URLRequest(url: try #require(URL(string: parcel.url)))
        request.httpMethod = "PUT"
        request.setValue(parcel.contentType, forHTTPHeaderField: "Content-Type")
        request.httpBody = carried
        let (_, response) = try await URLSession.shared.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == 201)
        // Behind the lock: the file goes without a key.
        walker.phone.courier.end(parcel.id)
        #expect(!FileManager.default.fileExists(atPath: parcel.path))

        let story = try Story.read()
        try await walker.take(Step(do: "unlock", pin: story.pin))
        #expect(try await state(walker) != .acknowledged)
        try await walker.unlocked().send()
        #expect(try await state(walker) == .acknowledged)
    }

    @Test func whatThePlatformDoesNotTakeIsSentTheUsualWay() async throws {
        let hub = try await Hub(try Story.read().hub)
        defer { hub.stop() }
        let walker = try await finalized(hub)
        walker.phone.courier.refuse(Failure(.unexpected))
        walker.shell.hide()
        await walker.phone.errands.finishing?.value
        #expect(walker.phone.courier.parcels.isEmpty)
        #expect(try await state(walker) != .acknowledged)
        await walker.shell.show()
        try await walker.unlocked().send()
        #expect(try await state(walker) == .acknowledged)
    }

    @Test func nothingIsHandedOverBehindTheLockOrWithNothingToSend() async throws {
        let hub = try await Hub(try Story.read().hub)
        defer { hub.stop() }
        let walker = try await finalized(hub)
        await walker.shell.closeAndLock()
        walker.shell.hide()
        #expect(walker.phone.errands.finishing == nil)
        let story = try Story.read()
        try await walker.take(Step(do: "unlock", pin: story.pin))
        try await walker.unlocked().send()
        #expect(try await state(walker) == .acknowledged)
        guard case .ended(let sent) = try walker.unlocked().sync.state else {
            Issue.record("the sync did not end")
            return
        }
        walker.shell.hide()
        await walker.phone.errands.finishing?.value
        #expect(try walker.unlocked().sync.state == .ended(sent))
        #expect(walker.phone.courier.parcels.isEmpty)
    }
}
