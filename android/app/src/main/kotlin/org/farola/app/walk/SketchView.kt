package org.farola.app.walk

import android.annotation.SuppressLint
import android.graphics.Canvas
import android.graphics.DashPathEffect
import android.graphics.Paint
import android.graphics.Path
import android.graphics.PointF
import android.view.View
import org.farola.app.R
import org.farola.app.form.place.scale
import org.farola.app.home.Words
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.Offset
import org.farola.core.PlaceRecord
import org.farola.core.PointRecord
import org.farola.core.SketchFrame
import org.farola.core.WalkRecord
import org.farola.core.flatOffsets

/** The way as a sketch: walked, planned, stops, here. North is up; there are no streets. */
@SuppressLint("ViewConstructor")
class SketchView(private val look: Look) : View(look.context) {
    private var flat: Flat? = null
    private val line = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        style = Paint.Style.STROKE
        strokeCap = Paint.Cap.ROUND
        strokeJoin = Paint.Join.ROUND
    }
    private val fill = Paint(Paint.ANTI_ALIAS_FLAG).apply { style = Paint.Style.FILL }

    // On the sketch it is always night: the eye keeps its darkness, the line its light.
    private val ground = look.shape(Tokens.NOCHE_800, Tokens.RADIUS_CARD)

    fun show(walk: WalkRecord) {
        flat = walk.frame?.let { Flat(it, walk) }
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
        val flat = flat ?: return
        val scale = flat.frame.scale(width, height, look.dp(MARGIN_DP))
        fun spots(offsets: List<Offset>) =
            offsets.map { PointF(width / 2 + it.eastM.toFloat() * scale, height / 2 - it.northM.toFloat() * scale) }
        val route = spots(flat.route)
        val way = spots(flat.line)
        line.color = Tokens.NOCHE_300
        line.strokeWidth = look.dp(3).toFloat()
        line.pathEffect = DashPathEffect(floatArrayOf(look.dp(2).toFloat(), look.dp(9).toFloat()), 0f)
        canvas.drawPath(pathOf(route), line)
        line.color = Tokens.FAROLA_400
        line.strokeWidth = look.dp(5).toFloat()
        line.pathEffect = null
        canvas.drawPath(pathOf(way), line)
        fill.color = Tokens.NOCHE_100
        spots(flat.stops).forEach { canvas.drawCircle(it.x, it.y, look.dp(6).toFloat(), fill) }
        route.lastOrNull()?.let {
            line.color = Tokens.NOCHE_100
            line.strokeWidth = look.dp(3).toFloat()
            canvas.drawCircle(it.x, it.y, look.dp(8).toFloat(), line)
        }
        fill.color = Tokens.FAROLA_400
        way.lastOrNull()?.let { canvas.drawCircle(it.x, it.y, look.dp(10).toFloat(), fill) }
    }

    private fun pathOf(spots: List<PointF>) = Path().apply {
        spots.forEachIndexed { index, spot -> if (index == 0) moveTo(spot.x, spot.y) else lineTo(spot.x, spot.y) }
    }

    /** What is drawn of a walk, in metres from the middle of its frame. */
    private class Flat(val frame: SketchFrame, walk: WalkRecord) {
        val route = around(walk.route)
        val line = around(walk.line)
        val stops = around(walk.stops)

        private fun around(points: List<PointRecord>) =
            flatOffsets(frame.middle, points.map { PlaceRecord(it.lat, it.lon, null, it.accuracyM) })
    }

    companion object {
        const val HEIGHT_DP = 200
        private const val MARGIN_DP = 36
    }
}
