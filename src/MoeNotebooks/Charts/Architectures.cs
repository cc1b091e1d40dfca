namespace MoeNotebooks.Charts;

/// <summary>Figure 1 of the paper, drawn anew: three layers that do the same work per token.</summary>
public static class Architectures
{
    private const double Top = 5;
    private const double Tall = 2.6;

    /// <summary>A dense FFN, a coarse-grained mixture, and a fine-grained one with a shared expert.</summary>
    public static Figure Draw() =>
        new("Figure 1: the same work, cut into ever smaller experts", Axis.None, Axis.None, [])
        {
            Boxes = [.. Dense(0), .. Mixture(11, 4, 2, 2, 0), .. Mixture(22, 16, 7, 0.5, 0.5)],
            Height = 400,
        };

    private static IEnumerable<Box> Dense(double left) =>
        [
            Caption(left, Top + Tall + 0.9, "dense FFN"),
            new(left + 2, Top, 4, Tall, "the whole\nlayer") { Colour = 0 },
            new(left + 2, 1.6, 4, 0.9, "token") { Colour = 4 },
            Caption(left, 0.6, "a batch reads it once"),
        ];

    /// <summary>
    /// Experts side by side, the active ones filled; a shared expert, where there is one, stands to the left.
    /// </summary>
    private static IEnumerable<Box> Mixture(double left, int experts, int active, double width, double shared)
    {
        var fine = shared > 0;
        yield return Caption(left, Top + Tall + 0.9, fine ? "fine-grained MoE, shared expert" : "coarse-grained MoE");
        for (var expert = 0; expert < experts; expert++)
        {
            // Spread over the row: multiples of 5 modulo 16 in the fine mixture, every second one in the coarse.
            var isActive = fine ? expert * 5 % experts < active : expert % 2 == 0;
            yield return new Box(left + (expert * width), Top, width * 0.86, Tall, string.Empty)
            {
                Colour = isActive ? 0 : null,
            };
        }

        if (fine)
        {
            yield return new Box(left - 0.9, Top, width * 0.86, Tall, string.Empty) { Colour = 2 };
        }

        yield return Caption(left, 4.4, fine ? "7 of 16 by choice, 1 always" : "2 of 4 by choice");
        yield return new Box(left + 2, 3, 4, 0.9, "router") { Colour = 1 };
        yield return new Box(left + 2, 1.6, 4, 0.9, "token") { Colour = 4 };
        yield return Caption(left, 0.6, fine ? "tokens seldom share experts" : "a batch soon needs all");
    }

    private static Box Caption(double left, double bottom, string text) =>
        new(left, bottom, 8, 0, text) { TextOnly = true };
}
