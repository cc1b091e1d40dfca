using SkiaSharp;

namespace MoeNotebooks.Cli.Reports;

/// <summary>A picture made small.</summary>
internal static class Thumbnail
{
    private const int Width = 260; // pixels
    private const int LargestSide = 10_000; // of a picture that is decoded at all

    /// <summary>The picture, 260 pixels wide, as base64; empty where it is none.</summary>
    /// <param name="png">A PNG file.</param>
    public static string Of(byte[] png)
    {
        using var data = SKData.CreateCopy(png);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width > LargestSide || codec.Info.Height > LargestSide)
        {
            return string.Empty;
        }

        using var whole = SKBitmap.Decode(codec);
        var height = Math.Max(1, Width * codec.Info.Height / codec.Info.Width);
        using var small = whole?.Resize(
            new SKImageInfo(Width, height),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        using var file = small?.Encode(SKEncodedImageFormat.Png, quality: 100);
        return file is null ? string.Empty : Convert.ToBase64String(file.ToArray());
    }
}
