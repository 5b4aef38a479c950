package org.farola.app.form

import android.annotation.SuppressLint
import android.content.Context
import android.view.View
import android.view.ViewGroup

/** Children beside each other, on as many lines as they need, each as wide as it wants to be. */
@SuppressLint("ViewConstructor")
class FlowLayout(context: Context, private val gap: Int) : ViewGroup(context) {
    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val room = if (MeasureSpec.getMode(widthSpec) == MeasureSpec.UNSPECIFIED) {
            Int.MAX_VALUE
        } else {
            MeasureSpec.getSize(widthSpec)
        }
        var widest = 0
        var bottom = 0
        flow(room, measure = true) { child, x, y ->
            widest = maxOf(widest, x + child.measuredWidth)
            bottom = maxOf(bottom, y + child.measuredHeight)
        }
        setMeasuredDimension(resolveSize(widest, widthSpec), resolveSize(bottom, heightSpec))
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) =
        flow(right - left, measure = false) { child, x, y ->
            child.layout(x, y, x + child.measuredWidth, y + child.measuredHeight)
        }

    private inline fun flow(room: Int, measure: Boolean, place: (View, Int, Int) -> Unit) {
        var x = 0
        var y = 0
        var line = 0
        for (index in 0 until childCount) {
            val child = getChildAt(index)
            if (child.visibility == View.GONE) continue
            if (measure) child.measure(MeasureSpec.makeMeasureSpec(room, MeasureSpec.AT_MOST), 0)
            if (x > 0 && x + child.measuredWidth > room) {
                x = 0
                y += line + gap
                line = 0
            }
            place(child, x, y)
            x += child.measuredWidth + gap
            line = maxOf(line, child.measuredHeight)
        }
    }
}

/** Children in so many columns of equal width; a line is as high as its highest. */
@SuppressLint("ViewConstructor")
class GridColumns(context: Context, private val columns: Int, private val gap: Int) : ViewGroup(context) {
    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val room = MeasureSpec.getSize(widthSpec)
        val each = cell(room)
        val wide = MeasureSpec.makeMeasureSpec(each, MeasureSpec.EXACTLY)
        var height = 0
        lines().forEachIndexed { index, line ->
            line.forEach { it.measure(wide, 0) }
            val tall = line.maxOf { it.measuredHeight }
            val high = MeasureSpec.makeMeasureSpec(tall, MeasureSpec.EXACTLY)
            line.forEach { it.measure(wide, high) }
            height += tall + if (index > 0) gap else 0
        }
        setMeasuredDimension(room, resolveSize(height, heightSpec))
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) {
        val each = cell(right - left)
        var y = 0
        lines().forEach { line ->
            line.forEachIndexed { index, child ->
                val x = index * (each + gap)
                child.layout(x, y, x + each, y + child.measuredHeight)
            }
            y += line.maxOf { it.measuredHeight } + gap
        }
    }

    private fun cell(room: Int) = (room - gap * (columns - 1)) / columns

    private fun lines(): List<List<View>> =
        (0 until childCount).map(::getChildAt).filter { it.visibility != View.GONE }.chunked(columns)
}
