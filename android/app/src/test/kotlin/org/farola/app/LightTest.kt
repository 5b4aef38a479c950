package org.farola.app

import org.farola.app.lock.LockScreen
import org.farola.app.rig.Robot
import org.farola.core.Appearance
import org.farola.core.Darkness
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/** How bright the screen is, is the core's to say; where it says so, the phone's own setting. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-notnight-hdpi")
class LightTest {
    private fun Robot.set(appearance: Appearance) {
        app.core.ask({ it.setSettings(it.settings().copy(appearance = appearance)) }, { activity.settled(it) }, ::error)
        settle()
    }

    private fun Robot.phoneTurns(qualifier: String) {
        RuntimeEnvironment.setQualifiers("+$qualifier")
        controller().configurationChange()
        settle()
    }

    private val Robot.night get() = activity.look.palette.night

    private fun Robot.isNight(): Boolean {
        var darkness: Darkness? = null
        app.core.ask({ it.darkness() }, { darkness = it }, ::error)
        settle()
        return darkness == Darkness.DARK
    }

    @Test
    fun eachSettingOnALightAndOnADarkPhone() = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        val atNight = robot.isNight()
        for ((qualifier, dark) in listOf("notnight" to false, "night" to true)) {
            robot.phoneTurns(qualifier)
            for ((appearance, expected) in listOf(
                Appearance.DARK to true, Appearance.LIGHT to false, Appearance.AUTO to (atNight || dark),
            )) {
                robot.set(appearance)
                assertEquals("$appearance on $qualifier", expected, robot.night)
            }
        }
    }

    /** Behind the lock the core says nothing: what it said last goes on. */
    @Test
    fun whatWasSetHoldsBehindTheLockToo() = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.set(Appearance.LIGHT)
        robot.tap("lock")
        robot.phoneTurns("night")
        robot.screen<LockScreen>()
        assertEquals("it was set to light", false, robot.night)
        robot.pin(PIN)
        robot.set(Appearance.DARK)
        robot.tap("lock")
        robot.phoneTurns("notnight")
        assertEquals("it was set to dark", true, robot.night)
    }

    private companion object {
        const val PIN = "271828"
    }
}
