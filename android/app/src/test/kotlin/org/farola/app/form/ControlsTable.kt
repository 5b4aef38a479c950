package org.farola.app.form

import java.io.File
import org.farola.app.rig.objects
import org.farola.core.ClockRecord
import org.farola.core.DayRecord
import org.farola.core.GivenAnswer
import org.farola.core.PlaceRecord
import org.json.JSONArray
import org.json.JSONObject

/** `bindings/scenario/controls.json` with its form: what is drawn and kept, for both shells. */
object ControlsTable {
    private val folder = File(System.getProperty("farola.root", "../.."), "bindings/scenario")

    val cases: List<Case> by lazy {
        JSONObject(File(folder, "controls.json").readText()).getJSONArray("cases").objects().map(::Case)
    }

    fun gallery() = Gallery(xform = File(folder, "controls.xml").readBytes(), id = "controls")

    /** One question of the form. */
    class Case(row: JSONObject) {
        val reference: String = row.getString("ref")
        val name: String = reference.substringAfterLast('/')
        val asks: String = row.getString("asks")
        val draws: String = row.getString("draws")
        val with: String = row.optString("with")
        val unsupported: String? = row.optString("unsupported").ifEmpty { null }
        val inputs: List<Input> = row.optJSONArray("inputs")?.objects().orEmpty().map(::Input)
    }

    /** What a hand does, and what stands then. */
    class Input(private val row: JSONObject) {
        val kept: String = row.getString("kept")
        val shown: String = row.getString("shown")
        val typed: String? = if (row.has("type")) row.getString("type") else null

        /** What the field shows, where that is not what was typed. */
        val field: String? = row.optString("field").ifEmpty { null }
        val note: String? = row.optString("note").ifEmpty { null }

        /** Whether it is the time of the phone that is kept. */
        val isNow: Boolean = row.has("now")
        val isDay: Boolean = row.has("day")
        val isClock: Boolean = row.has("clock")

        /** A touch. */
        fun given(): GivenAnswer = when (val what = row.keys().asSequence().first { it !in SAID }) {
            "clear" -> GivenAnswer.Clear
            "truth" -> GivenAnswer.Truth(row.getBoolean(what))
            "choose" -> GivenAnswer.Chosen(row.getJSONArray(what).let { all -> (0 until all.length()).map(all::getString) })
            "day" -> GivenAnswer.Day(day(row.getString(what)))
            "clock" -> GivenAnswer.Clock(clock(row.getString(what)))
            "now" -> GivenAnswer.Now
            "position" -> GivenAnswer.Position(row.getInt(what).toUInt())
            "step" -> GivenAnswer.Step(row.getInt(what))
            "degrees" -> GivenAnswer.Degrees(row.getDouble(what))
            "place" -> GivenAnswer.Place(place(row.getJSONArray(what)))
            "line" -> GivenAnswer.Line(row.getJSONArray(what).let { all -> (0 until all.length()).map { place(all.getJSONArray(it)) } })
            "code" -> GivenAnswer.Code(row.getString(what))
            "acknowledge" -> GivenAnswer.Acknowledge
            else -> error("nobody does $what")
        }

        private fun day(text: String): DayRecord {
            val (year, month, day) = text.split('-').map(String::toInt)
            return DayRecord(year.toShort(), month.toUByte(), day.toUByte())
        }

        private fun clock(text: String): ClockRecord {
            val (hour, minute) = text.split(':').map(String::toInt)
            return ClockRecord(hour.toUByte(), minute.toUByte())
        }

        /** In a geopoint 0 stands for what is not known. */
        private fun place(numbers: JSONArray): PlaceRecord {
            val all = (0 until numbers.length()).map(numbers::getDouble)
            fun known(at: Int) = all.getOrNull(at)?.takeIf { it != 0.0 }
            return PlaceRecord(all[0], all[1], known(2), known(3))
        }

        override fun toString() = row.toString()
    }

    private val SAID = setOf("kept", "shown", "field", "note")
}
