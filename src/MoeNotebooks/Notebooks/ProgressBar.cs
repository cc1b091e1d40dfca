using MoeNotebooks.Progress;

namespace MoeNotebooks.Notebooks;

/// <summary>A bar made of characters, which every notebook page shows, trusted or not.</summary>
internal static class ProgressBar
{
    private const int Width = 20;

    /// <summary>The bar and a space; nothing where the total is not known.</summary>
    public static string Draw(ProgressState state)
    {
        if (state.Total <= 0)
        {
            return string.Empty;
        }

        var full = (int)Math.Clamp(Width * state.Done / state.Total, 0, Width);
        return new string('█', full) + new string('░', Width - full) + " ";
    }
}
