package org.farola.app.form.media

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Path
import android.graphics.PointF
import android.graphics.RectF
import android.view.MotionEvent
import android.view.View
import kotlin.math.roundToInt
import org.farola.app.form.FormLook
import org.farola.app.form.Role
import org.farola.app.form.role
import org.farola.core.InkRecord
import org.farola.core.InkTool

/**
 * A picture, or white paper, to draw on. What is drawn is kept in parts of the picture's width, so
 * that it is the same on the small view and in the file.
 */
@SuppressLint("ViewConstructor")
class DrawingView(
    context: Context,
    private val look: FormLook,
    /** How the core wants it drawn. */
    private val ink: InkRecord,
    private val changed: () -> Unit,
) : View(context) {
    private class Mark(val tool: InkTool, val points: MutableList<PointF>)

    private val marks = ArrayList<Mark>()
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG or Paint.FILTER_BITMAP_FLAG)
    private val path = Path()

    /** What the next touch does. */
    var tool: InkTool = ink.tools.first()

    /** The picture below; nothing is white paper. */
    var picture: Bitmap? = null
        set(value) {
            field = value
            requestLayout()
            invalidate()
        }

    /** Whether anything is drawn. */
    val isEmpty get() = marks.isEmpty()

    init {
        role(Role.IMAGE)
        isClickable = true
    }

    private val paperWide = ink.paper?.width?.toInt() ?: 1
    private val paperTall = ink.paper?.height?.toInt() ?: 1
    private val ratio get() = (picture?.height ?: paperTall).toFloat() / (picture?.width ?: paperWide)

    /** Takes the last mark back. */
    fun undo() {
        marks.removeLastOrNull()
        invalidate()
        changed()
    }

    /** Takes all marks back. */
    fun wipe() {
        marks.clear()
        invalidate()
        changed()
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val room = MeasureSpec.getSize(widthSpec)
        val tall = minOf((room * ratio).roundToInt(), look.dp(HIGHEST))
        setMeasuredDimension(minOf(room, (tall / ratio).roundToInt()), tall)
    }

    @SuppressLint("ClickableViewAccessibility")
    override fun onTouchEvent(event: MotionEvent): Boolean {
        val point = PointF(event.x / width, event.y / width)
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> {
                parent?.requestDisallowInterceptTouchEvent(true)
                marks.add(Mark(tool, mutableListOf(point)))
            }
            MotionEvent.ACTION_MOVE -> marks.lastOrNull()?.points?.add(point)
            MotionEvent.ACTION_UP -> {
                marks.lastOrNull()?.points?.add(point)
                performClick()
                changed()
            }
            MotionEvent.ACTION_CANCEL -> marks.removeLastOrNull()
        }
        invalidate()
        return true
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        render(canvas, width.toFloat())
        paint.style = Paint.Style.STROKE
        paint.strokeWidth = look.dp(2).toFloat()
        paint.color = look.edge
        canvas.drawRect(1f, 1f, width - 1f, height - 1f, paint)
    }

    private fun render(canvas: Canvas, wide: Float) {
        val below = picture
        if (below == null) {
            canvas.drawColor(look.paper)
        } else {
            canvas.drawBitmap(below, null, RectF(0f, 0f, wide, wide * ratio), paint)
        }
        marks.forEach { draw(canvas, it, wide) }
    }

    private fun draw(canvas: Canvas, mark: Mark, wide: Float) {
        if (mark.tool == InkTool.COVER) {
            val (from, to) = mark.points.first() to mark.points.last()
            paint.style = Paint.Style.FILL
            paint.color = Color.BLACK
            val box = RectF(minOf(from.x, to.x), minOf(from.y, to.y), maxOf(from.x, to.x), maxOf(from.y, to.y))
            canvas.drawRect(box.left * wide, box.top * wide, box.right * wide, box.bottom * wide, paint)
            return
        }
        path.rewind()
        mark.points.forEachIndexed { index, it ->
            if (index == 0) path.moveTo(it.x * wide, it.y * wide) else path.lineTo(it.x * wide, it.y * wide)
        }
        paint.style = Paint.Style.STROKE
        paint.strokeCap = Paint.Cap.ROUND
        paint.strokeJoin = Paint.Join.ROUND
        val rim = ink.rim ?: return stroke(canvas, look.onPaper, wide * ink.pen.toFloat())
        // Amber with a dark rim is seen on any photo, by day and by night.
        stroke(canvas, look.onPaper, wide * rim.toFloat())
        stroke(canvas, look.lamp, wide * ink.pen.toFloat())
    }

    private fun stroke(canvas: Canvas, colour: Int, width: Float) {
        paint.color = colour
        paint.strokeWidth = width
        canvas.drawPath(path, paint)
    }

    /** The picture with what was drawn on it, in its own size; paper is as large as the core says. */
    fun result(): Bitmap {
        val wide = picture?.width ?: paperWide
        val tall = picture?.height ?: paperTall
        val out = Bitmap.createBitmap(wide, tall, Bitmap.Config.ARGB_8888)
        render(Canvas(out), wide.toFloat())
        return out
    }

    private companion object {
        const val HIGHEST = 420
    }
}
