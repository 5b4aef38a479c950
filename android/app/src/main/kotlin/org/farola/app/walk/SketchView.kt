package org.farola.app.walk

import android.annotation.SuppressLint
import android.graphics.Canvas
import android.graphics.DashPathEffect
import android.graphics.Paint
import android.graphics.Path
import android.util.TypedValue
import android.view.View
import kotlin.math.cos
import kotlin.math.roundToInt
import org.farola.app.R
import org.farola.app.home.Words
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.PointRecord
import org.farola.core.WalkRecord

/** The way as a sketch: walked, planned, stops, here. North is up; there are no streets. */
@SuppressLint("ViewConstructor")
class SketchView(private val look: Look) : View(look.context) {
    private var walk: WalkRecord? = null
    private val line = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        style = Paint.Style.STROKE
        strokeCap = Paint.Cap.ROUND
        strokeJoin = Paint.Join.ROUND
    }
    private val fill = Paint(Paint.ANTI_ALIAS_FLAG).apply { style = Paint.Style.FILL }
    private val words = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        // Of the canvas's own words too the size is what the person has set.
        textSize = TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_SP, Tokens.TYPE_SMALL, resources.displayMetrics)
    }

    // On the sketch it is always night: the eye keeps its darkness, the line its light.
    private val ground = look.shape(Tokens.NOCHE_800, Tokens.RADIUS_CARD)

    fun show(walk: WalkRecord) {
        this.walk = walk
        val say = Words(look)
        contentDescription = look.words(
            R.string.walk_sketch, say.way(walk.distanceM.toInt()), look.count(R.plurals.walk_stops, walk.stopsDone.toInt()),
        )
        invalidate()
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        ground.setBounds(0, 0, width, height)
        ground.draw(canvas)
        val walk = walk ?: return
        accuracy(canvas, walk)
        val all = walk.route + walk.line + walk.stops
        if (all.isEmpty()) return
        val frame = Frame(all)
        line.color = Tokens.NOCHE_300
        line.strokeWidth = look.dp(3).toFloat()
        line.pathEffect = DashPathEffect(floatArrayOf(look.dp(2).toFloat(), look.dp(9).toFloat()), 0f)
        canvas.drawPath(frame.path(walk.route), line)
        line.color = Tokens.FAROLA_400
        line.strokeWidth = look.dp(5).toFloat()
        line.pathEffect = null
        canvas.drawPath(frame.path(walk.line), line)
        fill.color = Tokens.NOCHE_100
        walk.stops.forEach { canvas.drawCircle(frame.x(it), frame.y(it), look.dp(6).toFloat(), fill) }
        walk.route.lastOrNull()?.let {
            line.color = Tokens.NOCHE_100
            line.strokeWidth = look.dp(3).toFloat()
            canvas.drawCircle(frame.x(it), frame.y(it), look.dp(8).toFloat(), line)
        }
        fill.color = Tokens.FAROLA_400
        walk.line.lastOrNull()?.let { canvas.drawCircle(frame.x(it), frame.y(it), look.dp(10).toFloat(), fill) }
    }

    private fun accuracy(canvas: Canvas, walk: WalkRecord) {
        val metres = walk.accuracyM ?: return
        words.color = Tokens.NOCHE_300
        val inside = look.dp(Tokens.SPACE_3).toFloat()
        canvas.drawText("±" + Words(look).way(metres.roundToInt()), inside, inside + words.textSize, words)
    }

    /** Fits points on the glass; a degree of longitude is shorter than one of latitude. */
    private inner class Frame(points: List<PointRecord>) {
        private val shrink = cos(Math.toRadians(points.first().lat))
        private val west = points.minOf { it.lon }
        private val east = points.maxOf { it.lon }
        private val south = points.minOf { it.lat }
        private val north = points.maxOf { it.lat }
        private val margin = look.dp(MARGIN_DP).toFloat()
        private val scale = minOf(
            (width - 2 * margin) / ((east - west) * shrink).coerceAtLeast(LEAST_DEG),
            (height - 2 * margin) / (north - south).coerceAtLeast(LEAST_DEG),
        )

        fun x(point: PointRecord) =
            (width / 2 + (point.lon - (west + east) / 2) * shrink * scale).toFloat()

        fun y(point: PointRecord) = (height / 2 - (point.lat - (south + north) / 2) * scale).toFloat()

        fun path(points: List<PointRecord>) = Path().apply {
            points.forEachIndexed { index, point ->
                if (index == 0) moveTo(x(point), y(point)) else lineTo(x(point), y(point))
            }
        }
    }

    companion object {
        const val HEIGHT_DP = 200
        private const val MARGIN_DP = 36

        /** Some thirty metres: a standing group is not blown up to the whole glass. */
        private const val LEAST_DEG = 0.0003
    }
}
