import Testing

@testable import AppModel

struct PaletteTests {
    @Test(arguments: [Palette.day, Palette.night])
    func everyTextIsReadable(palette: Palette) {
        for pair in palette.readings {
            let contrast = Palette.contrast(pair.text, pair.ground)
            #expect(
                contrast >= 4.5,
                "\(String(pair.text, radix: 16)) on \(String(pair.ground, radix: 16))")
        }
    }

    /// What can be touched stands out from what it lies on, also for an edge alone.
    @Test(arguments: [Palette.day, Palette.night])
    func everyControlIsSeen(palette: Palette) {
        #expect(Palette.contrast(palette.control, palette.page) >= 3)
        #expect(Palette.contrast(palette.control, palette.card) >= 3)
        #expect(Palette.contrast(palette.chosenEdge, palette.chosen) >= 3)
    }

    @Test func contrastAsDefined() {
        #expect(abs(Palette.contrast(0x000000, 0xffffff) - 21) < 0.001)
        #expect(Palette.contrast(0x123456, 0x123456) == 1)
    }
}
