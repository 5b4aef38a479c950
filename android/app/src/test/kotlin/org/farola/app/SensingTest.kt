package org.farola.app

import android.location.Location
import android.location.LocationManager
import android.media.MediaRecorder
import android.os.Looper
import android.os.SystemClock
import android.view.WindowManager
import android.widget.TextView
import java.io.File
import java.time.Duration
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.rig.Robot
import org.farola.app.form.Playing
import org.farola.app.rig.awaitTrue
import org.farola.app.sense.CaptureFiles
import org.farola.app.sense.Sounds
import org.farola.core.AudioQuality
import org.farola.core.soundFormat
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowDialog

/** What the phone senses is held to what the core says: how old, how exact, how long, how loud. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class SensingTest {
    private fun opened(form: String = FORM, test: (Robot, FillScreen) -> Unit) = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.app.core.ask({ it.addForm(form.encodeToByteArray()) }, {}, ::error)
        robot.settle()
        val screen = FillScreen(robot.activity, Task.Form("lugar"))
        robot.activity.open(screen)
        robot.settle()
        test(robot, screen)
    }

    private val Robot.manager get() = app.getSystemService(LocationManager::class.java)
    private val Robot.listeners get() = shadowOf(manager).getLocationRequests(LocationManager.GPS_PROVIDER).size

    private fun Robot.touch(id: Int) {
        val words = activity.look.words(id)
        tap(views().first { it.isClickable && (it as? TextView)?.text?.toString() == words })
    }

    @Test
    fun whatTheReceiverKnewBeforeIsTakenWhileItIsFresh() = opened { robot, _ ->
        fun seen(ageMs: Long): Boolean {
            val known = Location(LocationManager.GPS_PROVIDER).apply {
                latitude = 20.6767
                longitude = -103.347
                accuracy = 9f
                time = System.currentTimeMillis() - ageMs
                elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos()
            }
            shadowOf(robot.manager).setLastKnownLocation(LocationManager.GPS_PROVIDER, known)
            robot.touch(R.string.form_place_find)
            val good = robot.sees(robot.activity.look.words(R.string.form_accuracy_good))
            robot.touch(R.string.button_cancel)
            return good
        }
        assertTrue(seen(ageMs = 20_000))
        assertFalse("of another corner", seen(ageMs = 40_000))
    }

    /** A film is seen, in a window as secret as the form, and its file goes with it. */
    @Test
    fun aFilmIsShownOverTheFormAndLeavesNothing() = opened { robot, _ ->
        var shown: Playing? = null
        var ended = 0
        fun films() = CaptureFiles.folder(robot.activity).listFiles().orEmpty().filter { it.extension == "mp4" }
        fun watch() {
            shown = null
            robot.activity.senses.watch("cine.mp4", ByteArray(FILM_BYTES) { 7 }, { shown = it }, { ended++ })
            awaitTrue("it is on") { shown != null }
        }
        watch()
        val window = ShadowDialog.getLatestDialog()
        assertTrue(window.isShowing)
        val flags = window.window!!.attributes.flags
        assertTrue(flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
        assertEquals(FILM_BYTES.toLong(), films().single().length())
        shown?.stop()
        robot.settle()
        assertFalse(window.isShowing)
        assertEquals(1 to 0, ended to films().size)
        watch()
        @Suppress("DEPRECATION")
        ShadowDialog.getLatestDialog().onBackPressed()
        robot.settle()
        assertEquals(2 to 0, ended to films().size)
    }

    /** The form asked for a place by itself: the most exact of a minute is kept. */
    @Test
    fun aPlaceThatTheFormAsksForIsTheBestOfAMinute() = opened { robot, screen ->
        fun kept() = robot.asked(screen) { it.stored("/data/donde") }.orEmpty()
        assertEquals(1, robot.listeners)
        listOf(30.0, 10.0, 20.0).forEach { robot.fix(20.6767, -103.347, it) }
        assertTrue(kept(), kept().endsWith(" 10"))
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMinutes(1))
        robot.settle()
        assertEquals("the receiver rests", 0, robot.listeners)
        robot.fix(20.6767, -103.347, 3.0)
        assertTrue(kept(), kept().endsWith(" 10"))
    }

    /** An answer may ask for the place once more: its minute begins then. */
    @Test
    fun aPlaceThatIsAskedForTwiceIsFollowedFromTheSecondTimeOn() = opened(ASKING) { robot, screen ->
        fun kept() = robot.asked(screen) { it.stored("/data/donde") }.orEmpty()
        fun ask(text: String, turn: String) {
            robot.asked(screen) { it.typeIn("/data/calle", text) }
            robot.tap(turn)
        }
        fun pass(seconds: Long) {
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(seconds))
            robot.settle()
        }
        assertEquals("nothing was asked yet", 0, robot.listeners)
        ask("Pino", "next")
        robot.fix(20.6767, -103.347, 5.0)
        assertTrue(kept(), kept().endsWith(" 5"))
        pass(40)
        ask("Pino Suárez", "previous")
        assertEquals("once", 1, robot.listeners)
        pass(50)
        assertEquals("not yet a minute", 1, robot.listeners)
        robot.fix(20.6768, -103.347, 30.0)
        assertTrue("it wants the place of now: " + kept(), kept().endsWith(" 30"))
        pass(10)
        assertEquals("the receiver rests", 0, robot.listeners)
    }

    @Test
    fun aVoiceIsRecordedAsTheCoreSays() {
        AudioQuality.entries.forEach { quality ->
            val format = soundFormat(quality)
            @Suppress("DEPRECATION")
            val recorder = MediaRecorder()
            Sounds.set(recorder, format, File("voice.${format.extension}"))
            val set = shadowOf(recorder)
            assertEquals(MediaRecorder.OutputFormat.MPEG_4, set.outputFormat)
            assertEquals(MediaRecorder.AudioEncoder.AAC, set.audioEncoder)
            val rates = listOf(format.sampleHz, format.channels.toUInt(), format.bitsPerS).map(UInt::toInt)
            assertEquals(quality.name, rates, listOf(set.audioSamplingRate, set.audioChannels, set.audioEncodingBitRate))
            assertTrue(set.outputPath, set.outputPath.endsWith("m4a"))
        }
    }

    private companion object {
        const val PIN = "271828"
        const val FILM_BYTES = 64

        val FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
            xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
            xmlns:odk="http://www.opendatakit.org/xforms"><h:head><h:title>Lugar</h:title><model>
            <instance><data id="lugar" version="1"><punto/><donde/><orx:meta><orx:instanceID/></orx:meta></data></instance>
            <bind nodeset="/data/punto" type="geopoint"/><bind nodeset="/data/donde" type="geopoint"/>
            <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/>
            <odk:setgeopoint event="odk-instance-first-load" ref="/data/donde"/></model></h:head>
            <h:body><input ref="/data/punto"><label>Punto</label></input></h:body></h:html>""".trimIndent()

        /** The same, where the place is asked for by each answer to a question. */
        val ASKING = FORM.replace("<donde/>", "<donde/><calle/>")
            .replace("""<odk:setgeopoint event="odk-instance-first-load" ref="/data/donde"/>""", "")
            .replace(
                "<h:body>",
                """<h:body><input ref="/data/calle"><label>Calle</label>
                <odk:setgeopoint event="xforms-value-changed" ref="/data/donde"/></input>""",
            )
    }
}
