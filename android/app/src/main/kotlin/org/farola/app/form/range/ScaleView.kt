package org.farola.app.form.range

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.os.Bundle
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import kotlin.math.roundToInt
import org.farola.app.form.FormLook
import org.farola.app.form.Role
import org.farola.core.ScaleRecord

/**
 * A scale to touch, lying or standing. The framework's SeekBar does not stand, and has no way to
 * say that nothing is chosen yet.
 */
@SuppressLint("ViewConstructor")
class ScaleView(
    context: Context,
    private val look: FormLook,
    private val standing: Boolean,
    scale: ScaleRecord,
    private val stepped: (Int) -> Unit,
    private val chosen: (Int, Boolean) -> Unit,
) : View(context) {
    private val steps = scale.steps.toInt()
    private val tickEvery = scale.tickEvery?.toInt()

    /** Where a thin mark proposes to begin. */
    private val proposal = scale.placeholder?.toInt()

    /** Where the thumb is; nothing before an answer. */
    var at: Int? = null
        set(value) {
            field = value
            invalidate()
        }

    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private val rim get() = look.dp(THUMB).toFloat()

    init {
        isFocusable = true
        isClickable = true
    }

    override fun getAccessibilityClassName(): CharSequence = Role.SLIDER.className

    override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(info)
        info.addAction(AccessibilityNodeInfo.AccessibilityAction.ACTION_SCROLL_FORWARD)
        info.addAction(AccessibilityNodeInfo.AccessibilityAction.ACTION_SCROLL_BACKWARD)
        val now = (at ?: 0).toFloat()
        info.rangeInfo = AccessibilityNodeInfo.RangeInfo.obtain(RANGE_INT, 0f, steps.toFloat(), now)
    }

    override fun performAccessibilityAction(action: Int, arguments: Bundle?): Boolean = when (action) {
        AccessibilityNodeInfo.ACTION_SCROLL_FORWARD -> step(1)
        AccessibilityNodeInfo.ACTION_SCROLL_BACKWARD -> step(-1)
        else -> super.performAccessibilityAction(action, arguments)
    }

    override fun onKeyDown(keyCode: Int, event: KeyEvent?): Boolean = when (keyCode) {
        KeyEvent.KEYCODE_DPAD_RIGHT, KeyEvent.KEYCODE_PLUS -> step(1)
        KeyEvent.KEYCODE_DPAD_LEFT, KeyEvent.KEYCODE_MINUS -> step(-1)
        else -> super.onKeyDown(keyCode, event)
    }

    private fun step(by: Int): Boolean {
        stepped(by)
        return true
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val across = look.dp(FormLook.MAIN)
        val tall = if (standing) look.dp(TALL) else across
        val wide = if (standing) across else MeasureSpec.getSize(widthSpec)
        setMeasuredDimension(resolveSize(wide, widthSpec), resolveSize(tall, heightSpec))
    }

    @SuppressLint("ClickableViewAccessibility")
    override fun onTouchEvent(event: MotionEvent): Boolean {
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> {
                parent?.requestDisallowInterceptTouchEvent(true)
                drag(event, false)
            }
            MotionEvent.ACTION_MOVE -> drag(event, false)
            MotionEvent.ACTION_UP -> {
                drag(event, true)
                performClick()
            }
        }
        return true
    }

    /** Only the lifted finger answers: passing over ten numbers is one answer and not ten. */
    private fun drag(event: MotionEvent, last: Boolean) {
        val length = (if (standing) height else width) - 2 * rim
        val along = if (standing) height - rim - event.y else event.x - rim
        val next = (along / length * steps).roundToInt().coerceIn(0, steps)
        if (next != at || last) {
            at = next
            chosen(next, last)
        }
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        if (standing) {
            canvas.save()
            canvas.rotate(-90f)
            canvas.translate(-height.toFloat(), 0f)
            drawScale(canvas, height.toFloat(), width.toFloat())
            canvas.restore()
        } else {
            drawScale(canvas, width.toFloat(), height.toFloat())
        }
    }

    private fun drawScale(canvas: Canvas, length: Float, across: Float) {
        val middle = across / 2
        val room = length - 2 * rim
        paint.style = Paint.Style.STROKE
        paint.strokeCap = Paint.Cap.ROUND
        paint.strokeWidth = look.dp(6).toFloat()
        paint.color = look.edge
        canvas.drawLine(rim, middle, length - rim, middle, paint)
        val now = at
        if (now != null) {
            paint.color = look.lamp
            canvas.drawLine(rim, middle, rim + room * now / steps, middle, paint)
        }
        tickEvery?.let { drawTicks(canvas, middle, room, it) }
        if (now != null) drawThumb(canvas, rim + room * now / steps, middle)
        if (now == null) proposal?.let { drawProposal(canvas, rim + room * it / steps, middle) }
    }

    private fun drawTicks(canvas: Canvas, middle: Float, room: Float, every: Int) {
        paint.strokeWidth = look.dp(2).toFloat()
        paint.color = look.softInk
        val half = look.dp(10).toFloat()
        for (step in 0..steps step every) {
            val x = rim + room * step / steps
            canvas.drawLine(x, middle - half, x, middle + half, paint)
        }
    }

    private fun drawThumb(canvas: Canvas, x: Float, y: Float) {
        paint.style = Paint.Style.FILL
        paint.color = look.lamp
        canvas.drawCircle(x, y, rim, paint)
        paint.style = Paint.Style.STROKE
        paint.strokeWidth = look.dp(3).toFloat()
        paint.color = look.ink
        canvas.drawCircle(x, y, rim - paint.strokeWidth / 2, paint)
    }

    private fun drawProposal(canvas: Canvas, x: Float, y: Float) {
        paint.style = Paint.Style.STROKE
        paint.strokeWidth = look.dp(2).toFloat()
        paint.color = look.softInk
        canvas.drawCircle(x, y, rim - paint.strokeWidth, paint)
    }

    private companion object {
        const val THUMB = 18
        const val TALL = 320

        /** `RangeInfo.RANGE_TYPE_INT`. */
        const val RANGE_INT = 0
    }
}
