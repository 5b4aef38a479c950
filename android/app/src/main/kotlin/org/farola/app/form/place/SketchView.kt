package org.farola.app.form.place

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.graphics.PointF
import android.util.TypedValue
import android.view.MotionEvent
import android.view.View
import org.farola.app.form.FormLook
import org.farola.app.form.Role
import org.farola.app.form.role
import org.farola.app.look.LookContext
import org.farola.core.Offset
import org.farola.core.PlaceRecord
import org.farola.core.SketchFrame
import org.farola.core.flatOffsets
import org.farola.core.shownDistance

/** What is drawn on a sketch. */
data class Sketch(
    /** The part of the neighbourhood that is seen. */
    val frame: SketchFrame,
    /** What was walked or drawn. */
    val line: List<PlaceRecord> = emptyList(),
    /** Whether the line's end meets its beginning, and what lies between is filled. */
    val closed: Boolean = false,
    /** The place chosen. */
    val pin: PlaceRecord? = null,
    /** Where the phone is, and how exactly it knows. */
    val here: PlaceRecord? = null,
    /** Places to choose from, numbered. */
    val places: List<Pair<String, PlaceRecord>> = emptyList(),
    /** The chosen ones of them. */
    val chosen: Set<String> = emptySet(),
) {
    /** Every place on it. */
    val all: List<PlaceRecord> get() = line + listOfNotNull(pin, here) + places.map { it.second }
}

/**
 * A map without a map: a grid of metres, north above, what was walked, and the pin. It needs no
 * internet and shows nobody where the phone is.
 */
@SuppressLint("ViewConstructor")
class SketchView(context: Context, private val look: FormLook, private val touched: ((Offset) -> Unit)?) : View(context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private val path = Path()

    private val reader = LookContext.of(context).reader

    /** Where everything of the sketch lies, in metres from the middle of its frame. */
    private var flat = emptyMap<PlaceRecord, Offset>()

    /** What is shown. */
    var sketch: Sketch? = null
        set(value) {
            field = value
            val all = value?.all.orEmpty()
            flat = if (value == null) emptyMap() else all.zip(flatOffsets(value.frame.middle, all)).toMap()
            invalidate()
        }

    init {
        background = look.box(look.surface, look.edge)
        clipToOutline = true
        role(Role.IMAGE)
        isFocusable = touched != null
        isClickable = touched != null
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val width = MeasureSpec.getSize(widthSpec)
        setMeasuredDimension(width, resolveSize(minOf(width, look.dp(HIGHEST)), heightSpec))
    }

    @SuppressLint("ClickableViewAccessibility")
    override fun onTouchEvent(event: MotionEvent): Boolean {
        val act = touched ?: return false
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> parent?.requestDisallowInterceptTouchEvent(true)
            MotionEvent.ACTION_UP -> {
                performClick()
                metresAt(event.x, event.y)?.let(act)
            }
        }
        return true
    }

    /** How far from the middle a finger is. */
    private fun metresAt(x: Float, y: Float): Offset? = sketch?.let {
        val scale = scale(it.frame)
        Offset((x - width / 2f) / scale.toDouble(), (height / 2f - y) / scale.toDouble())
    }

    /** Where a place of the sketch is drawn. */
    fun spotOf(place: PlaceRecord): PointF? = sketch?.let {
        val scale = scale(it.frame)
        val at = flat.getValue(place)
        PointF(width / 2f + at.eastM.toFloat() * scale, height / 2f - at.northM.toFloat() * scale)
    }

    private fun scale(frame: SketchFrame) = frame.scale(width, height, look.dp(MARGIN))

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        val now = sketch ?: return
        val scale = scale(now.frame)
        val grid = now.frame.gridM.toFloat() * scale
        drawGrid(canvas, grid)
        now.here?.let { here -> spotOf(here)?.let { drawHere(canvas, it, (here.accuracyM ?: 0.0).toFloat() * scale) } }
        drawLine(canvas, now)
        now.places.forEach { (name, place) -> spotOf(place)?.let { drawPlace(canvas, name, it, name in now.chosen) } }
        now.pin?.let(::spotOf)?.let { drawPin(canvas, it.x, it.y) }
        drawScale(canvas, now.frame.gridM, grid)
    }

    private fun drawGrid(canvas: Canvas, step: Float) {
        val rim = look.dp(2)
        canvas.save()
        canvas.clipRect(rim, rim, width - rim, height - rim)
        stroke(look.quiet, 1f)
        var x = width / 2f % step
        while (x < width) {
            canvas.drawLine(x, 0f, x, height.toFloat(), paint)
            x += step
        }
        var y = height / 2f % step
        while (y < height) {
            canvas.drawLine(0f, y, width.toFloat(), y, paint)
            y += step
        }
        canvas.restore()
    }

    private fun drawHere(canvas: Canvas, at: PointF, radius: Float) {
        fill(look.edge)
        paint.alpha = FAINT
        canvas.drawCircle(at.x, at.y, radius.coerceAtLeast(look.dp(8).toFloat()), paint)
        stroke(look.ink, 2f)
        canvas.drawCircle(at.x, at.y, look.dp(7).toFloat(), paint)
        fill(look.surface)
        canvas.drawCircle(at.x, at.y, look.dp(5).toFloat(), paint)
    }

    private fun drawLine(canvas: Canvas, now: Sketch) {
        val spots = now.line.mapNotNull(::spotOf)
        path.rewind()
        spots.forEachIndexed { index, spot -> if (index == 0) path.moveTo(spot.x, spot.y) else path.lineTo(spot.x, spot.y) }
        if (now.closed) {
            path.close()
            fill(look.lamp)
            paint.alpha = FAINT
            canvas.drawPath(path, paint)
        }
        stroke(look.lamp, LINE)
        canvas.drawPath(path, paint)
        fill(look.ink)
        spots.forEach { canvas.drawCircle(it.x, it.y, look.dp(4).toFloat(), paint) }
    }

    private fun drawPlace(canvas: Canvas, name: String, at: PointF, chosen: Boolean) {
        fill(if (chosen) look.lamp else look.quiet)
        canvas.drawCircle(at.x, at.y, look.dp(17).toFloat(), paint)
        stroke(look.ink, if (chosen) 3f else 1f)
        canvas.drawCircle(at.x, at.y, look.dp(17).toFloat(), paint)
        label(if (chosen) look.onLamp else look.ink, bold = true)
        paint.textAlign = Paint.Align.CENTER
        canvas.drawText(name, at.x, at.y + paint.textSize / 3, paint)
    }

    private fun drawPin(canvas: Canvas, x: Float, y: Float) {
        val tall = look.dp(44).toFloat()
        val wide = look.dp(12).toFloat()
        path.rewind()
        path.moveTo(x, y)
        path.lineTo(x - wide, y - tall * 0.62f)
        path.lineTo(x + wide, y - tall * 0.62f)
        path.close()
        fill(look.lamp)
        canvas.drawPath(path, paint)
        canvas.drawCircle(x, y - tall * 0.72f, wide, paint)
        stroke(look.ink, 2f)
        canvas.drawCircle(x, y - tall * 0.72f, wide, paint)
        fill(look.ink)
        canvas.drawCircle(x, y, look.dp(3).toFloat(), paint)
    }

    private fun drawScale(canvas: Canvas, metres: Double, wide: Float) {
        val left = look.dp(14).toFloat()
        val bottom = height - look.dp(14).toFloat()
        stroke(look.ink, 3f)
        canvas.drawLine(left, bottom, left + wide, bottom, paint)
        label(look.ink, bold = true)
        paint.textAlign = Paint.Align.LEFT
        canvas.drawText(shownDistance(metres, reader), left, bottom - look.dp(6), paint)
        paint.textAlign = Paint.Align.RIGHT
        canvas.drawText("N ↑", width - left, left + paint.textSize, paint)
    }

    private fun fill(colour: Int) {
        paint.style = Paint.Style.FILL
        paint.color = colour
    }

    private fun stroke(colour: Int, widthDp: Float) {
        paint.style = Paint.Style.STROKE
        paint.color = colour
        paint.strokeWidth = look.dp(widthDp).toFloat()
        paint.strokeJoin = Paint.Join.ROUND
        paint.strokeCap = Paint.Cap.ROUND
    }

    private fun label(colour: Int, bold: Boolean) {
        fill(colour)
        paint.isFakeBoldText = bold
        val metrics = resources.displayMetrics
        paint.textSize = TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_SP, FormLook.SMALL, metrics)
    }

    private companion object {
        const val HIGHEST = 320
        const val FAINT = 60
        const val LINE = 5f

        /** Room for the mark of a place on the frame's edge. */
        const val MARGIN = 28
    }
}
