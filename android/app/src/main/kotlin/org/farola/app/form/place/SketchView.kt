package org.farola.app.form.place

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.util.TypedValue
import android.view.MotionEvent
import android.view.View
import kotlin.math.floor
import kotlin.math.log10
import kotlin.math.pow
import org.farola.app.form.FormLook
import org.farola.app.form.Role
import org.farola.app.form.role
import org.farola.app.look.LookContext
import org.farola.core.Offset
import org.farola.core.PlaceRecord
import org.farola.core.flatMoved
import org.farola.core.flatOffsets
import org.farola.core.shownDistance

/** What is drawn on a sketch. */
data class Sketch(
    /** The middle of the picture. */
    val middle: PlaceRecord,
    /** How many metres the picture is wide. */
    val spanM: Double,
    /** What was walked or drawn. */
    val line: List<PlaceRecord> = emptyList(),
    /** Whether the line's end meets its beginning. */
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
class SketchView(context: Context, private val look: FormLook, private val touched: ((PlaceRecord) -> Unit)?) : View(context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private val path = Path()

    private val reader = LookContext.of(context).reader

    /** Where everything of the sketch lies, in metres from its middle. */
    private var flat = emptyMap<PlaceRecord, Offset>()

    /** What is shown. */
    var sketch: Sketch? = null
        set(value) {
            field = value
            val all = value?.all.orEmpty()
            flat = if (value == null) emptyMap() else all.zip(flatOffsets(value.middle, all)).toMap()
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
                spotAt(event.x, event.y)?.let(act)
            }
        }
        return true
    }

    /** The place under a finger. */
    fun spotAt(x: Float, y: Float): PlaceRecord? {
        val now = sketch ?: return null
        val scale = now.spanM / width
        return flatMoved(now.middle, Offset((x - width / 2f) * scale, (height / 2f - y) * scale))
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        val now = sketch ?: return
        val scale = (width / now.spanM).toFloat()
        fun x(spot: PlaceRecord) = width / 2f + flat.getValue(spot).eastM.toFloat() * scale
        fun y(spot: PlaceRecord) = height / 2f - flat.getValue(spot).northM.toFloat() * scale
        drawGrid(canvas, now, scale)
        now.here?.let { drawHere(canvas, x(it), y(it), (it.accuracyM ?: 0.0).toFloat() * scale) }
        drawLine(canvas, now, ::x, ::y)
        now.places.forEach { (name, spot) -> drawPlace(canvas, name, x(spot), y(spot), name in now.chosen) }
        now.pin?.let { drawPin(canvas, x(it), y(it)) }
        drawScale(canvas, now, scale)
    }

    private fun drawGrid(canvas: Canvas, now: Sketch, scale: Float) {
        val rim = look.dp(2)
        canvas.save()
        canvas.clipRect(rim, rim, width - rim, height - rim)
        stroke(look.quiet, 1f)
        val step = niceStep(now.spanM).toFloat() * scale
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

    private fun drawHere(canvas: Canvas, x: Float, y: Float, radius: Float) {
        fill(look.edge)
        paint.alpha = FAINT
        canvas.drawCircle(x, y, radius.coerceAtLeast(look.dp(8).toFloat()), paint)
        stroke(look.ink, 2f)
        canvas.drawCircle(x, y, look.dp(7).toFloat(), paint)
        fill(look.surface)
        canvas.drawCircle(x, y, look.dp(5).toFloat(), paint)
    }

    private fun drawLine(canvas: Canvas, now: Sketch, x: (PlaceRecord) -> Float, y: (PlaceRecord) -> Float) {
        if (now.line.isEmpty()) return
        path.rewind()
        now.line.forEachIndexed { index, spot ->
            if (index == 0) path.moveTo(x(spot), y(spot)) else path.lineTo(x(spot), y(spot))
        }
        if (now.closed && now.line.size > 2) {
            path.close()
            fill(look.lamp)
            paint.alpha = FAINT
            canvas.drawPath(path, paint)
        }
        stroke(look.lamp, LINE)
        canvas.drawPath(path, paint)
        now.line.forEach { spot ->
            fill(look.ink)
            canvas.drawCircle(x(spot), y(spot), look.dp(4).toFloat(), paint)
        }
    }

    private fun drawPlace(canvas: Canvas, name: String, x: Float, y: Float, chosen: Boolean) {
        fill(if (chosen) look.lamp else look.quiet)
        canvas.drawCircle(x, y, look.dp(17).toFloat(), paint)
        stroke(look.ink, if (chosen) 3f else 1f)
        canvas.drawCircle(x, y, look.dp(17).toFloat(), paint)
        label(if (chosen) look.onLamp else look.ink, bold = true)
        paint.textAlign = Paint.Align.CENTER
        canvas.drawText(name, x, y + paint.textSize / 3, paint)
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

    private fun drawScale(canvas: Canvas, now: Sketch, scale: Float) {
        val step = niceStep(now.spanM)
        val left = look.dp(14).toFloat()
        val bottom = height - look.dp(14).toFloat()
        stroke(look.ink, 3f)
        canvas.drawLine(left, bottom, left + step.toFloat() * scale, bottom, paint)
        label(look.ink, bold = true)
        paint.textAlign = Paint.Align.LEFT
        canvas.drawText(shownDistance(step, reader), left, bottom - look.dp(6), paint)
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

    companion object {
        private const val HIGHEST = 320
        private const val FAINT = 60
        private const val LINE = 5f

        /** Metres between two lines of the grid: 1, 2 or 5 of a power of ten, four to ten of them. */
        fun niceStep(spanM: Double): Double {
            val rough = spanM / 5
            val power = 10.0.pow(floor(log10(rough)))
            return power * when {
                rough / power >= 5 -> 5.0
                rough / power >= 2 -> 2.0
                else -> 1.0
            }
        }
    }
}
