package org.farola.app

import android.app.Notification
import android.app.NotificationManager
import java.io.File
import org.farola.app.rig.HubRig
import org.farola.app.rig.Robot
import org.farola.app.rig.Watched
import org.farola.app.rig.objects
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowLog

/** The whole walk through the screens, against a real hub. iOS runs the same file. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-xhdpi")
class WalkScenarioTest {
    private val root = File(System.getProperty("farola.root"))
    private val folder = File(root, "bindings/scenario")
    private val scenario = JSONObject(File(folder, "walk.json").readText())

    @Test
    fun fromTheFirstPinToTheCorrectionThatTheHubHas() {
        Watched.forget()
        val photo = File(folder, scenario.getString("photo")).readBytes()
        HubRig(scenario.getJSONObject("hub"), root).use { hub ->
            Robot().use { robot ->
                val walk = WalkScenario(scenario, robot, hub, photo)
                scenario.getJSONArray("steps").objects().forEachIndexed { index, step ->
                    try {
                        walk.run(step)
                    } catch (error: Throwable) {
                        throw AssertionError("step ${index + 1}: $step: ${error.message}", error)
                    }
                }
                noticesSayNothing(robot)
                println("touches for the full stop: ${walk.counted}; in all: ${robot.taps}")
                assertEquals(scenario.getInt("stop_form_taps"), walk.counted)
                nothingWasTold()
                assertEquals("on the thread that draws", emptyList<String>(), Watched.drawing)
            }
        }
    }

    /** What was answered, the PIN and what reviewers wrote are in no log. */
    private fun nothingWasTold() {
        val log = ShadowLog.getLogs().joinToString("\n") { "${it.tag} ${it.msg} ${it.throwable ?: ""}" }
        val secrets = SECRETS + scenario.getString("pin") + scenario.getString("new_pin")
        secrets.forEach { assertFalse("the log says $it", log.contains(it)) }
    }

    /** The notice of the walk is there, says nothing of it, and is not on the lock screen. */
    private fun noticesSayNothing(robot: Robot) {
        val manager = shadowOf(robot.app.getSystemService(NotificationManager::class.java))
        val notices = robot.notices + manager.allNotifications
        assertTrue("the walk had its notice", notices.isNotEmpty())
        notices.forEach { notice ->
            assertEquals(Notification.VISIBILITY_SECRET, notice.visibility)
            val said = notice.extras.keySet().joinToString(" ") { notice.extras.getCharSequence(it).toString() }
            SECRETS.forEach { assertFalse("a notice says $it", said.contains(it)) }
            assertFalse(said, said.contains("ecorrido") || said.contains("walk"))
        }
    }

    private companion object {
        val SECRETS = listOf("Analco", "Lámparas apagadas", "Pino Suárez", "20.6689", "¿Siete de ocho", "/v1/key/")
    }
}
