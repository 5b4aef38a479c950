// Written by scripts/ios-tokens.py out of design/tokens.json; not edited by hand.

/// Colours as 0xRRGGBB, sizes in points, times in milliseconds.
public enum Tokens {
    public static let noche900: UInt32 = 0x0B1224
    public static let noche800: UInt32 = 0x131D36
    public static let noche700: UInt32 = 0x1E2B4D
    public static let noche500: UInt32 = 0x3A4C7A
    public static let noche300: UInt32 = 0x8C9AC0
    public static let noche100: UInt32 = 0xDDE3F2
    public static let noche50: UInt32 = 0xF3F5FB
    public static let farola600: UInt32 = 0xA85F00
    public static let farola500: UInt32 = 0xD98200
    public static let farola400: UInt32 = 0xF5A524
    public static let farola200: UInt32 = 0xFCDDA3
    public static let farola50: UInt32 = 0xFFF6E3
    public static let papel0: UInt32 = 0xFFFFFF
    public static let papel50: UInt32 = 0xFAF8F4
    public static let papel100: UInt32 = 0xF1EEE7
    public static let papel300: UInt32 = 0xD5D0C5
    public static let papel600: UInt32 = 0x6B665B
    public static let papel900: UInt32 = 0x23211C
    public static let scoreCritico: UInt32 = 0x7A1F5C
    public static let scoreBajo: UInt32 = 0xC2410C
    public static let scoreMedio: UInt32 = 0xB7860B
    public static let scoreBueno: UInt32 = 0x0F766E
    public static let scoreSinDato: UInt32 = 0x8A8577
    public static let stateRecibido: UInt32 = 0x3A4C7A
    public static let stateObservaciones: UInt32 = 0xA85F00
    public static let stateAceptado: UInt32 = 0x0F766E
    public static let stateRechazado: UInt32 = 0x9F1239
    public static let space: [Double] = [0, 4, 8, 12, 16, 24, 32, 48, 64]
    public static let radiusControl: Double = 12
    public static let radiusCard: Double = 16
    public static let radiusPill: Double = 999
    public static let touchMinimum: Double = 48
    public static let touchPrimary: Double = 64
    public static let touchRatingRow: Double = 52
    public static let motionQuickMs: Double = 120
    public static let motionCalmMs: Double = 240
    public static let sizeSmall: Double = 14
    public static let sizeBody: Double = 17
    public static let sizeQuestion: Double = 22
    public static let sizeTitle: Double = 28
    public static let sizeNumber: Double = 34
    public static let lineHeight: Double = 1.4
}
