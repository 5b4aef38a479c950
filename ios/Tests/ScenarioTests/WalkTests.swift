import Testing

@testable import AppModel

/// The walk that both native shells run, through the view models, against a real hub.
@MainActor
struct WalkTests {
    @Test func fromEnrolmentToReceipt() async throws {
        let story = try Story.read()
        let hub = try await Hub(story.hub)
        let walker = try Walker(story, hub)
        for (number, step) in story.steps.enumerated() {
            do {
                try await walker.take(step)
            } catch {
                Issue.record("step \(number) (\(step.do)): \(error)")
                return
            }
        }
        print("stop form: \(walker.taps) taps")
        if let taps = story.stopFormTaps { #expect(walker.taps == taps) }
    }
}
