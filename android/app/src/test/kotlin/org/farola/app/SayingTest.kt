package org.farola.app

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
    private val say = Words(look)

    @Test
    fun durations() {
        val said = listOf(0, 59, 51 * 60, 3_600, 3_900, 5_100, -5).map(say::duration)
        assertEquals(listOf("0 min", "0 min", "51 min", "1 h 00 min", "1 h 05 min", "1 h 25 min", "0 min"), said)
    }

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
    fun sentencesThatHadToBeTrue() {
        assertTrue("3 a 15" in Codes.sentence(look, "walk.team_size"))
        assertFalse("a salvo" in Codes.sentence(look, "storage.corrupt"))
        assertFalse("borrar todo" in Codes.sentence(look, "storage.wrong_key"))
    }
}
