package org.farola.app.form.select

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.view.MotionEvent
import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.Role
import org.farola.app.form.face
import org.farola.app.form.role
import org.farola.app.form.shown
import org.farola.core.DrawingRecord
import org.farola.core.ImageMap
import org.farola.core.QuestionRecord
import org.farola.core.ShapeRecord
import org.farola.core.readImageMap

/**
 * Choices that are parts of a picture: touched on it, and in the list below it for fingers that
 * are too wide and for who cannot see it.
 */
class ImageMapSelect(place: ControlPlace, several: Boolean) : ChoiceControl(place, several) {
    private val picture = ImageMapView(place.context, look, ::touch)
    private val none = pieces.remark(words(R.string.fallback_image_map))
    private val list = ChoiceList(place, several, Arrangement.Rows, touched = ::touch)

    /** Of which picture and which choices the one in sight is. */
    private var drawn: Pair<String?, List<String>>? = null

    override val view: LinearLayout = pieces.column(picture, none, list.view)
    override val focus: View get() = list.view.getChildAt(0) ?: view

    override fun draw(question: QuestionRecord) {
        read(question)
        picture.chosen = chosen.toSet()
        list.show(options, chosen)
    }

    private fun read(question: QuestionRecord) {
        val now = question.face.picture to question.choices.map { it.value }
        if (now == drawn) return
        drawn = now
        picture.contentDescription = words(R.string.form_image_map_named, question.choices.size)
        val name = now.first ?: return put(null)
        place.host.formFile(name) { content -> if (now == drawn) put(content?.let { readImageMap(it, now.second) }) }
    }

    private fun put(map: ImageMap?) {
        picture.map?.destroy()
        picture.map = map
        picture.shown(map != null)
        none.shown(map == null)
    }
}

/** The picture, as large as the page is wide. */
@SuppressLint("ViewConstructor")
class ImageMapView(context: Context, private val look: FormLook, private val touched: (String) -> Unit) : View(context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private var drawing: DrawingRecord? = null
    private var paths = emptyList<Pair<ShapeRecord, Path>>()

    /** The picture in the core, which knows what is where. */
    var map: ImageMap? = null
        set(value) {
            field = value
            val read = value?.drawing()
            drawing = read
            paths = read?.shapes.orEmpty().map { it to pathOf(it) }
            requestLayout()
            invalidate()
        }

    /** Values of what is chosen. */
    var chosen = emptySet<String>()
        set(value) {
            field = value
            invalidate()
        }

    init {
        // Pictures are drawn for white paper, by night too.
        background = look.box(look.paper, look.edge)
        clipToOutline = true
        role(Role.IMAGE)
        isClickable = true
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val width = MeasureSpec.getSize(widthSpec)
        val now = drawing
        val height = if (now == null) 0 else (width * now.height / now.width).toInt()
        setMeasuredDimension(width, resolveSize(minOf(height, look.dp(HIGHEST)), heightSpec))
    }

    @SuppressLint("ClickableViewAccessibility")
    override fun onTouchEvent(event: MotionEvent): Boolean {
        if (event.actionMasked == MotionEvent.ACTION_UP) {
            performClick()
            choiceAt(event.x, event.y)?.let(touched)
        }
        return true
    }

    /** The choice under a finger, which is as wide as half of what may be touched. */
    fun choiceAt(x: Float, y: Float): String? {
        val (scale, left, top) = placed() ?: return null
        val reach = look.dp(FormLook.TOUCH / 2) / scale
        return map?.touched(((x - left) / scale).toDouble(), ((y - top) / scale).toDouble(), reach.toDouble())
    }

    /** How many pixels a unit of the picture has, and where its corner is. */
    private fun placed(): Triple<Float, Float, Float>? {
        val now = drawing ?: return null
        val scale = minOf(width / now.width, height / now.height).toFloat()
        val (w, h) = now.width.toFloat() * scale to now.height.toFloat() * scale
        return Triple(scale, (width - w) / 2, (height - h) / 2).takeIf { scale > 0 }
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        val (scale, left, top) = placed() ?: return
        canvas.save()
        canvas.translate(left, top)
        canvas.scale(scale, scale)
        paths.forEach { (shape, path) -> draw(canvas, shape, path) }
        // Above everything: an edge must not vanish behind a neighbour.
        paths.filter { (shape, _) -> shape.choice in chosen }.forEach { (_, path) ->
            stroke(look.onPaper, look.dp(CHOSEN_EDGE) / scale)
            canvas.drawPath(path, paint)
        }
        canvas.restore()
    }

    private fun draw(canvas: Canvas, shape: ShapeRecord, path: Path) {
        val lit = shape.choice in chosen
        val fill = if (lit) look.lamp else shape.fill?.toInt()
        if (fill != null) {
            paint.style = Paint.Style.FILL
            paint.color = fill
            canvas.drawPath(path, paint)
        }
        shape.stroke?.let {
            stroke(it.toInt(), shape.strokeWidth.toFloat())
            canvas.drawPath(path, paint)
        }
    }

    private fun stroke(colour: Int, width: Float) {
        paint.style = Paint.Style.STROKE
        paint.color = colour
        paint.strokeWidth = width
        paint.strokeJoin = Paint.Join.ROUND
    }

    private fun pathOf(shape: ShapeRecord) = Path().apply {
        fillType = Path.FillType.WINDING
        shape.outlines.forEach { outline ->
            val points = outline.points
            moveTo(points[0], points[1])
            for (at in 2 until points.size - 1 step 2) lineTo(points[at], points[at + 1])
            if (outline.closed) close()
        }
    }

    private companion object {
        const val HIGHEST = 420
        const val CHOSEN_EDGE = 3
    }
}
