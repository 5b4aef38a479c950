import Testing

@testable import AppModel

/// The walk that both native shells run, against a real hub.
@MainActor
@Suite(.serialized)
struct WalkTests {
    @Test func throughTheViewModels() async throws { try await walk(ModelHands()) }

    #if os(Linux)
        /// The forms filled by touching the views.
        @Test func throughTheViews() async throws { try await walk(ViewHands()) }
    #endif

    private func walk(_ hands: any Hands) async throws {
        let story = try Story.read()
        let hub = try await Hub(story.hub)
        defer { hub.stop() }
        let walker = try Walker(story, hub, hands)
        for (number, step) in story.steps.enumerated() {
            do {
                try await walker.take(step)
            } catch {
                Issue.record("step \(number) (\(step.do)): \(error)")
                return
            }
        }
        print("the full stop: \(walker.taps) touches")
        if let taps = story.stopFormTaps { #expect(walker.taps == taps) }
    }
}
