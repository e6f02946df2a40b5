package dev.krait.examples.showdown;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Rectangles and lines of text, which can be had as SVG and as PNG. */
final class Drawing {
    /** On which side of its place a text lies. */
    enum Anchor {
        START,
        END
    }

    private static final String FONTS = "'DejaVu Sans', 'Segoe UI', Helvetica, Arial, sans-serif";

    /** Pixels of the PNG for each unit of length, so that it is sharp on dense screens. */
    private static final int SCALE = 2;

    private sealed interface Part {
        String svg();

        void paint(Graphics2D graphics);
    }

    private record Rectangle(int x, int y, int width, int height, Color color) implements Part {
        @Override
        public String svg() {
            return String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
                    x,
                    y,
                    width,
                    height,
                    code(color));
        }

        @Override
        public void paint(Graphics2D graphics) {
            graphics.setColor(color);
            graphics.fillRect(x, y, width, height);
        }
    }

    private record Text(int x, int y, int size, boolean bold, Anchor anchor, Color color, String text) implements Part {
        @Override
        public String svg() {
            return String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" font-size=\"%d\"%s%s fill=\"%s\" xml:space=\"preserve\">%s</text>",
                    x,
                    y,
                    size,
                    bold ? " font-weight=\"bold\"" : "",
                    anchor == Anchor.END ? " text-anchor=\"end\"" : "",
                    code(color),
                    text.replace("&", "&amp;").replace("<", "&lt;"));
        }

        @Override
        public void paint(Graphics2D graphics) {
            graphics.setColor(color);
            graphics.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size));
            int shift = anchor == Anchor.END ? graphics.getFontMetrics().stringWidth(text) : 0;
            graphics.drawString(text, x - shift, y);
        }
    }

    private final int width;
    private final int height;
    private final List<Part> parts = new ArrayList<>();

    Drawing(int width, int height) {
        this.width = width;
        this.height = height;
        rectangle(0, 0, width, height, Color.WHITE);
    }

    void rectangle(int x, int y, int w, int h, Color color) {
        parts.add(new Rectangle(x, y, w, h, color));
    }

    void text(int x, int y, int size, boolean bold, Anchor anchor, Color color, String text) {
        parts.add(new Text(x, y, size, bold, anchor, color, text));
    }

    private static String code(Color color) {
        return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xffffff);
    }

    String svg() {
        var svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(width);
        svg.append("\" height=\"")
                .append(height)
                .append("\" viewBox=\"0 0 ")
                .append(width)
                .append(' ');
        svg.append(height).append("\" font-family=\"").append(FONTS).append("\">\n");
        for (Part part : parts) {
            svg.append("  ").append(part.svg()).append('\n');
        }
        return svg.append("</svg>\n").toString();
    }

    /** Draws with the system's fonts, of which there must be some. */
    void writePng(Path file) throws IOException {
        var image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            for (Part part : parts) {
                part.paint(graphics);
            }
        } finally {
            graphics.dispose();
        }
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("this Java writes no PNG files");
        }
    }
}
