package org.farola.app.look

/** Written by scripts/android-tokens.py out of design/tokens.json; not edited by hand. Sizes are dp, type is sp. */
object Tokens {
    const val NOCHE_900: Int = 0xFF0B1224.toInt()
    const val NOCHE_800: Int = 0xFF131D36.toInt()
    const val NOCHE_700: Int = 0xFF1E2B4D.toInt()
    const val NOCHE_500: Int = 0xFF3A4C7A.toInt()
    const val NOCHE_300: Int = 0xFF8C9AC0.toInt()
    const val NOCHE_100: Int = 0xFFDDE3F2.toInt()
    const val NOCHE_50: Int = 0xFFF3F5FB.toInt()
    const val FAROLA_600: Int = 0xFFA85F00.toInt()
    const val FAROLA_500: Int = 0xFFD98200.toInt()
    const val FAROLA_400: Int = 0xFFF5A524.toInt()
    const val FAROLA_200: Int = 0xFFFCDDA3.toInt()
    const val FAROLA_50: Int = 0xFFFFF6E3.toInt()
    const val PAPEL_0: Int = 0xFFFFFFFF.toInt()
    const val PAPEL_50: Int = 0xFFFAF8F4.toInt()
    const val PAPEL_100: Int = 0xFFF1EEE7.toInt()
    const val PAPEL_300: Int = 0xFFD5D0C5.toInt()
    const val PAPEL_600: Int = 0xFF6B665B.toInt()
    const val PAPEL_900: Int = 0xFF23211C.toInt()
    const val SCORE_CRITICO: Int = 0xFF7A1F5C.toInt()
    const val SCORE_BAJO: Int = 0xFFC2410C.toInt()
    const val SCORE_MEDIO: Int = 0xFFB7860B.toInt()
    const val SCORE_BUENO: Int = 0xFF0F766E.toInt()
    const val SCORE_SIN_DATO: Int = 0xFF8A8577.toInt()
    const val STATE_RECIBIDO: Int = 0xFF3A4C7A.toInt()
    const val STATE_OBSERVACIONES: Int = 0xFFA85F00.toInt()
    const val STATE_ACEPTADO: Int = 0xFF0F766E.toInt()
    const val STATE_RECHAZADO: Int = 0xFF9F1239.toInt()
    const val SPACE_0: Int = 0
    const val SPACE_1: Int = 4
    const val SPACE_2: Int = 8
    const val SPACE_3: Int = 12
    const val SPACE_4: Int = 16
    const val SPACE_5: Int = 24
    const val SPACE_6: Int = 32
    const val SPACE_7: Int = 48
    const val SPACE_8: Int = 64
    const val RADIUS_CONTROL: Int = 12
    const val RADIUS_CARD: Int = 16
    const val RADIUS_PILL: Int = 999
    const val TOUCH_MINIMUM: Int = 48
    const val TOUCH_PRIMARY: Int = 64
    const val TOUCH_RATING_ROW: Int = 52
    const val TYPE_SMALL: Float = 14f
    const val TYPE_BODY: Float = 17f
    const val TYPE_QUESTION: Float = 22f
    const val TYPE_TITLE: Float = 28f
    const val TYPE_NUMBER: Float = 34f
    const val TYPE_LINE: Float = 1.4f
    const val MOTION_QUICK_MS: Long = 120L
    const val MOTION_CALM_MS: Long = 240L
}
