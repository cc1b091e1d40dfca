using SkiaSharp;

namespace MoeNotebooks.ProcessTests.Pages;

/// <summary>
/// A picture of a page, as coarse as two machines agree on: the mean colour of squares of <see cref="Square"/> pixels
/// of the page.
/// </summary>
internal sealed class Picture
{
    /// <summary>The side of a square, in pixels of the page.</summary>
    public const int Square = 8;

    /// <summary>Pictures are kept at half the page's size.</summary>
    private const int Kept = 2;

    private readonly byte[,][] _means;

    private Picture(SKBitmap bitmap, int square)
    {
        _means = new byte[bitmap.Height / square, bitmap.Width / square][];
        for (var row = 0; row < _means.GetLength(0); row++)
        {
            for (var column = 0; column < _means.GetLength(1); column++)
            {
                _means[row, column] = Mean(bitmap, column * square, row * square, square);
            }
        }
    }

    /// <summary>From a screenshot.</summary>
    public static Picture OfShot(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        return new Picture(bitmap, Square);
    }

    /// <summary>From a file that <see cref="Halved"/> made.</summary>
    public static Picture OfKept(string path)
    {
        using var bitmap = SKBitmap.Decode(path);
        return new Picture(bitmap, Square / Kept);
    }

    /// <summary>A screenshot as it is kept.</summary>
    public static byte[] Halved(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        using var half = bitmap.Resize(
            new SKSizeI(bitmap.Width / Kept, bitmap.Height / Kept),
            new SKSamplingOptions(SKFilterMode.Linear)
        );
        using var data = half.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>
    /// The share of squares that differ by more than an eighth of the range in red, green or blue, or that only one of
    /// the two has.
    /// </summary>
    public double DifferenceFrom(Picture other)
    {
        var (rows, columns) = (_means.GetLength(0), _means.GetLength(1));
        var (most, least) = (Math.Max(rows, other._means.GetLength(0)), Math.Min(rows, other._means.GetLength(0)));
        if (columns != other._means.GetLength(1))
        {
            return 1;
        }

        var different = (most - least) * columns;
        for (var row = 0; row < least; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (a, b) = (_means[row, column], other._means[row, column]);
                different += Enumerable.Range(0, 3).Any(i => Math.Abs(a[i] - b[i]) > 32) ? 1 : 0;
            }
        }

        return (double)different / (most * columns);
    }

    private static byte[] Mean(SKBitmap bitmap, int left, int top, int square)
    {
        var (red, green, blue) = (0, 0, 0);
        for (var y = top; y < top + square; y++)
        {
            for (var x = left; x < left + square; x++)
            {
                var pixel = bitmap.GetPixel(x, y);
                (red, green, blue) = (red + pixel.Red, green + pixel.Green, blue + pixel.Blue);
            }
        }

        return [(byte)(red / (square * square)), (byte)(green / (square * square)), (byte)(blue / (square * square))];
    }
}
