package org.farola.app

import java.time.LocalDateTime
import java.time.ZoneId
import java.util.TimeZone
import org.farola.app.home.Words
import org.farola.app.look.Look
import org.farola.app.look.LookContext
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/** Durations and winds as the iOS shell says them, and the sentences that had to be true. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class SayingTest {
    private val look = Look(LookContext.over(RuntimeEnvironment.getApplication(), "es", 100, false))
    private val english = Look(LookContext.over(RuntimeEnvironment.getApplication(), "en", 100, false))
    private val say = Words(look)

    @Test
    fun durations() {
        val said = listOf(0, 59, 51 * 60, 3_600, 3_900, 5_100, -5).map(say::duration)
        val expected = listOf("0~min", "0~min", "51~min", "1~h 00~min", "1~h 05~min", "1~h 25~min", "0~min")
        assertEquals(expected.map(::bound), said)
    }

    /** No line ends between a number and its unit. */
    private fun bound(text: String) = text.replace('~', '\u00A0')

    @Test
    fun winds() {
        val said = listOf(0, 45, 90, 135, 180, 225, 270, 315, 359, -10).map(say::bearing)
        assertEquals(
            listOf(
                "norte", "noreste", "oriente", "sureste", "sur", "suroeste", "poniente", "noroeste", "norte",
                "norte",
            ),
            said,
        )
    }

    @Test
    fun sizes() {
        val said = listOf(0uL, 1uL, 999_001uL, 1_450_000uL, 2_540_000_000uL).map(say::bytes)
        assertEquals(listOf("0~kB", "1~kB", "1~MB", "1.5~MB", "2.5~GB").map(::bound), said)
    }

    /** Days turn at midnight here, and an hour more or less of summer changes none. */
    @Test
    fun moments() {
        val before = TimeZone.getDefault()
        TimeZone.setDefault(TimeZone.getTimeZone("America/Ciudad_Juarez"))
        try {
            fun at(text: String) = LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant().toEpochMilli()
            fun said(text: String, now: String) = say.moment(at(text), at(now))
            assertEquals("hoy 00:05", said("2026-11-24T00:05", "2026-11-24T23:55"))
            val start = say.momentAtStart(at("2026-11-24T00:05"), at("2026-11-24T23:55"))
            assertEquals("Hoy 00:05", start)
            assertEquals("ayer 23:55", said("2026-11-23T23:55", "2026-11-24T00:05"))
            assertEquals("23 nov 2026, 21:15", said("2026-11-23T21:15", "2026-11-25T00:05"))
            // The clocks went back in the night before.
            assertEquals("ayer 00:30", said("2026-10-31T00:30", "2026-11-01T23:30"))
            assertEquals("Nov 23, 2026, 21:15", Words(english).moment(at("2026-11-23T21:15"), at("2026-12-25T00:05")))
        } finally {
            TimeZone.setDefault(before)
        }
    }

    /** The phone may speak any language; the app has two, and the core says which of them it is. */
    @Test
    fun everyLanguageIsOneOfTwo() {
        val spoken = mapOf(
            "es" to "es", "es-MX" to "es", "en" to "en", "en-US" to "en", "en_MX" to "en", "fr-FR" to "es",
            "enm" to "es", "" to "es",
        )
        spoken.forEach { (tag, language) ->
            val context = LookContext.over(RuntimeEnvironment.getApplication(), tag, 100, false)
            assertEquals(tag, language, context.resources.configuration.locales[0].language)
        }
    }

    @Test
    fun sentencesThatHadToBeTrue() {
        assertTrue("3 a 15" in Codes.sentence(look, "walk.team_size"))
        assertFalse("a salvo" in Codes.sentence(look, "storage.corrupt"))
        assertFalse("borrar todo" in Codes.sentence(look, "storage.wrong_key"))
    }
}
