package org.farola.app.form

import org.farola.app.R
import org.farola.app.look.LookContext
import org.farola.core.GivenAnswer
import org.farola.core.LineState
import org.farola.core.PlaceRecord
import org.farola.core.QuestionAnswer
import org.farola.core.lineState
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Lines and areas, drawn and walked: the core keeps what is begun, and the page shows that. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "w360dp-h720dp-mdpi")
class LineTest {
    private fun gallery(work: Gallery.() -> Unit) = Gallery().use(work)

    private fun Gallery.word(id: Int, vararg parts: Any) = context.getString(id, *parts)

    private fun Gallery.touch(id: Int, vararg parts: Any) = tap(word(id, *parts))

    private fun Gallery.line(name: String) = (answer(name) as? QuestionAnswer.Line)?.places.orEmpty()

    /** Draws so many points, a street's width apart, as a finger does. */
    private fun Gallery.draw(name: String, many: Int): List<PlaceRecord> {
        val points = List(many) { Spots.analco(-30.0 * it, 40.0) }
        for (end in 1..many) page.give("/data/$name", GivenAnswer.Line(points.take(end))) {}
        idle()
        return points
    }

    private fun Gallery.isMissing(points: Int, closed: Boolean): Boolean {
        val count = context.resources.getQuantityString(R.plurals.control_trace_points, points, points)
        val state = lineState(List(points) { Spots.kiosk }, closed, LookContext.of(context).reader)
        val missing = (state as LineState.Missing).missing
        return sees(word(R.string.form_trace_missing, count, missing.toInt()))
    }

    /** As exactly as a form keeps a place. */
    private fun at(place: PlaceRecord) = Math.round(place.lat * 1e7) to Math.round(place.lon * 1e7)

    @Test
    fun walkingGoesOnFromWhatWasDrawn() = gallery {
        for ((name, drawn) in listOf("linea" to 1, "area_mapa" to 1, "area_mapa" to 2)) {
            for (waits in listOf(true, false)) {
                open(name)
                val hand = draw(name, drawn)
                assertTrue("$name $drawn", isMissing(drawn, closed = name != "linea"))
                touch(R.string.control_trace_walk)
                for (step in 1..4) {
                    host.fixAt(20.0 * step, 0.0, 5.0)
                    if (waits) idle()
                }
                val line = line(name)
                assertEquals("$name $drawn $waits", drawn + 4, line.size)
                assertEquals(hand.map(::at), line.take(drawn).map(::at))
                touch(R.string.control_trace_stop)
                touch(R.string.form_trace_clear)
                assertEquals("", value(name))
            }
        }
    }

    @Test
    fun whatWasTakenBackIsNotWalkedOn() = gallery {
        open("area_mapa")
        val (first, second) = draw("area_mapa", 2)
        touch(R.string.form_trace_undo)
        assertTrue(isMissing(1, closed = true))
        touch(R.string.control_trace_walk)
        for (step in 1..3) host.fixAt(20.0 * step, 0.0, 5.0)
        val line = line("area_mapa").map(::at)
        assertEquals(4, line.size)
        assertEquals(at(first), line.first())
        assertFalse(at(second) in line)
    }

    /** Two points of an area are no answer; turning the page loses them no more. */
    @Test
    fun whatIsBegunIsStillThereWhenOneComesBack() = gallery {
        open("area_mapa")
        draw("area_mapa", 2)
        open("texto")
        open("area_mapa")
        assertTrue(isMissing(2, closed = true))
        touch(R.string.control_trace_walk)
        host.fixAt(20.0, 0.0, 5.0)
        assertEquals(3, line("area_mapa").size)
    }

    /** Who cannot hit the sketch moves its mark by buttons, and one more puts a point there. */
    @Test
    fun aPointIsPutByButtonsAlone() = gallery {
        open("linea")
        touch(R.string.control_trace_walk)
        host.fixAt(0.0, 0.0, 8.0)
        idle()
        repeat(5) { touch(R.string.control_place_east) }
        assertTrue("the mark alone has moved", isMissing(1, closed = false))
        host.fixAt(1.0, 0.0, 8.0)
        idle()
        assertTrue("too near for a step", isMissing(1, closed = false))
        touch(R.string.control_trace_add)
        val (first, second) = line("linea")
        assertEquals("five steps of 2 m, whatever was sensed meanwhile", 10.0, second.metresTo(first), 0.1)
        assertTrue(second.lon > first.lon)
        touch(R.string.control_place_north)
        touch(R.string.control_trace_add)
        assertEquals("from the last point on", 2.0, line("linea")[2].metresTo(second), 0.1)
    }

    /** Who says "here" means here: also a step beside the last point, but not anywhere in the street. */
    @Test
    fun aPointIsPutWhereOneStands() = gallery {
        open("linea")
        touch(R.string.control_trace_walk)
        host.fixAt(0.0, 0.0, 8.0)
        host.fixAt(1.0, 0.0, 8.0)
        idle()
        assertTrue("too near for a step", isMissing(1, closed = false))
        touch(R.string.control_trace_here)
        assertEquals(2, line("linea").size)
        host.fixAt(3.0, 0.0, 51.0)
        idle()
        val tooWeak = word(R.string.form_place_too_weak, 50)
        fun said() = views().count { (it as? android.widget.TextView)?.text?.contains(tooWeak) == true }
        assertEquals("beside its metres", 1, said())
        touch(R.string.control_trace_here)
        assertEquals(2, line("linea").size)
        assertEquals("and at the question", 2, said())
        host.fixAt(3.0, 0.0, 50.0)
        idle()
        touch(R.string.control_trace_here)
        assertEquals(3, line("linea").size)
        assertEquals(0, said())
    }
}
