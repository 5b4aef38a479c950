package org.farola.app

import android.location.LocationManager
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.rig.Robot
import org.farola.app.sense.TrackService
import org.farola.core.QuestionAnswer
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** A line that is walked goes on behind a dark screen until the app locks itself. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class WalkedLineTest {
    private fun walking(test: (Robot, FillScreen) -> Unit) = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.app.core.ask({ it.addForm(FORM.encodeToByteArray()) }, {}, ::error)
        robot.settle()
        val screen = FillScreen(robot.activity, Task.Form("linea"))
        robot.activity.open(screen)
        robot.settle()
        assertFalse("nobody asked for positions yet", robot.startTrack())
        robot.touch(R.string.control_trace_walk)
        assertTrue("positions are kept coming", robot.startTrack())
        test(robot, screen)
    }

    private fun Robot.touch(id: Int) {
        val words = activity.look.words(id)
        tap(views().first { it.isClickable && (it as? android.widget.TextView)?.text?.toString() == words })
    }

    /** So many metres to the north, a metre a second. */
    private fun Robot.step(metres: Int) =
        fix(20.6767 + metres / 111_320.0, -103.347, 5.0, atMs = 1_796_000_000_000 + metres * 1_000L)

    private fun Robot.points(screen: FillScreen): Int =
        (asked(screen) { it.screen() }.questions.first().drawn.answer as QuestionAnswer.Line).places.size

    private val Robot.listeners
        get() = shadowOf(app.getSystemService(LocationManager::class.java)).getLocationRequests(LocationManager.GPS_PROVIDER).size

    private fun Robot.stopped() = shadowOf(app).nextStoppedService?.component?.className

    @Test
    fun theScreenGoesDarkAndTheLineGoesOn() = walking { robot, screen ->
        robot.step(0)
        robot.step(30)
        assertTrue("it is said how long", robot.sees(robot.activity.look.words(R.string.form_trace_goes_on)))
        assertEquals(2, robot.points(screen))
        robot.controller().pause().stop()
        robot.settle()
        assertNull("the service stays", robot.stopped())
        robot.step(60)
        robot.step(90)
        robot.instants.pass(30_000)
        robot.controller().restart().start().resume()
        robot.settle()
        assertEquals(4, robot.points(screen))
        assertTrue("it is still walked", robot.sees(robot.activity.look.words(R.string.control_trace_stop)))
        robot.touch(R.string.control_trace_stop)
        assertEquals(TrackService::class.java.name, robot.stopped())
        assertEquals(0, robot.listeners)
        assertFalse(robot.sees(robot.activity.look.words(R.string.form_trace_goes_on)))
    }

    @Test
    fun atTheLockTheLineEndsAndWhatWasWalkedIsKept() = walking { robot, _ ->
        robot.step(0)
        robot.controller().pause().stop()
        robot.settle()
        robot.step(30)
        robot.step(60)
        robot.instants.pass(60_000)
        robot.controller().restart().start().resume()
        robot.settle()
        assertEquals(TrackService::class.java.name, robot.stopped())
        assertEquals("nobody follows", 0, robot.listeners)
        robot.pin(PIN)
        var kept = 0
        robot.app.core.ask(
            { phone -> phone.resume(phone.drafts().single().instance).use { it.screen().questions.first().drawn.answer } },
            { kept = (it as QuestionAnswer.Line).places.size }, ::error,
        )
        robot.settle()
        assertEquals(3, kept)
    }

    @Test
    fun anotherScreenAboveEndsIt() = walking { robot, _ ->
        robot.tap("outline")
        assertEquals(TrackService::class.java.name, robot.stopped())
        assertEquals(0, robot.listeners)
    }

    /** The record of the way and a line share the service: the end of one leaves it to the other. */
    @Test
    fun theServiceRunsAsLongAsAnybodyNeedsIt() = Robot().use { robot ->
        val track = robot.app.parts.track
        track.start()
        assertTrue(robot.startTrack())
        assertEquals("the way is recorded", 1, robot.listeners)
        val held = track.hold()
        assertTrue(robot.startTrack())
        assertEquals(1, robot.listeners)
        track.stop()
        assertTrue(robot.startTrack())
        assertEquals("the way is over, the line goes on", 0, robot.listeners)
        assertNull(robot.stopped())
        held.end()
        held.end()
        assertEquals(TrackService::class.java.name, robot.stopped())
        assertNull("once", robot.stopped())
    }

    /** A second touch comes before the platform has begun the service: it must not be stopped yet. */
    @Test
    fun whatIsEndedBeforeItHasBegunEndsItself() = Robot().use { robot ->
        val track = robot.app.parts.track
        track.hold().end()
        assertNull("the platform would end the app", robot.stopped())
        assertTrue(robot.startTrack())
        assertTrue(shadowOf(robot.service).isStoppedBySelf)
        track.ended()
        val held = track.hold()
        assertTrue("the next one is begun anew", robot.startTrack())
        held.end()
        assertEquals(TrackService::class.java.name, robot.stopped())
    }

    private companion object {
        const val PIN = "271828"

        val FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
            xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head>
            <h:title>Línea</h:title><model><instance><data id="linea" version="1"><linea/>
            <orx:meta><orx:instanceID/></orx:meta></data></instance>
            <bind nodeset="/data/linea" type="geotrace"/>
            <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/></model></h:head>
            <h:body><input ref="/data/linea"><label>Línea</label></input></h:body></h:html>""".trimIndent()
    }
}
