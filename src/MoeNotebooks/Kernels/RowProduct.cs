using System.Runtime.Intrinsics;

namespace MoeNotebooks.Kernels;

/// <summary>
/// Σ over i of w[i] · x[i]: rows of a bf16 weight against some tokens, in blocks of four by four, so that a row comes
/// from memory once.
/// </summary>
/// <remarks>
/// x is f32, spread: of each 2L numbers, with L lanes in a vector, first those at even places, then those at odd ones,
/// just as a row of bf16 falls apart when it is widened. What is left over at the end stays in its order, and is added
/// one by one. Sums are f32.
/// </remarks>
internal abstract unsafe class RowProduct
{
    /// <summary>Rows and tokens of a block.</summary>
    protected const int Block = 4;

    /// <summary>
    /// Rows that are multiplied together: few enough that they stay in a core's cache from one four tokens to the next.
    /// </summary>
    public const int Tile = 16;

    /// <summary>With the widest vectors that this processor is fast with.</summary>
    public static RowProduct Best { get; } =
        Vector512.IsHardwareAccelerated ? new LaneProduct<Lanes512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? new LaneProduct<Lanes256, Vector256<float>>()
        : new LaneProduct<Lanes128, Vector128<float>>();

    /// <summary>L.</summary>
    protected abstract int Lanes { get; }

    /// <summary>Widens and spreads a token.</summary>
    /// <param name="x">bf16, one per column.</param>
    /// <param name="into">f32, one per column.</param>
    /// <param name="columns">Columns of the weight.</param>
    public abstract void Spread(ushort* x, float* into, int columns);

    /// <summary>Where <see cref="Spread"/> puts the number at a place.</summary>
    public int Place(int at, int columns)
    {
        var (block, within) = (at / (2 * Lanes) * 2 * Lanes, at % (2 * Lanes));
        return block + (2 * Lanes) > columns ? at : block + ((within & 1) * Lanes) + (within >> 1);
    }

    /// <summary>Room that the sums of a row take: the tokens, up to a multiple of four.</summary>
    public static int Room(int tokens) => (tokens + Block - 1) / Block * Block;

    /// <summary>Multiplies a tile of rows.</summary>
    /// <param name="w">[rows, columns], bf16.</param>
    /// <param name="rows">How many, at most <see cref="Tile"/>.</param>
    /// <param name="x">The tokens, spread.</param>
    /// <param name="tokens">How many.</param>
    /// <param name="columns">Columns of the weight.</param>
    /// <param name="sums">[<see cref="Tile"/>, <see cref="Room"/>], f32; the first of each row are written.</param>
    public void Run(ushort* w, int rows, float** x, int tokens, int columns, float* sums)
    {
        var (room, last) = (Room(tokens), tokens - 1);
        if (tokens == 1)
        {
            for (var r = 0; r < rows; r++)
            {
                sums[r * room] = One(w + ((long)r * columns), x[0], columns);
            }

            return;
        }

        for (var t = 0; t < tokens; t += Block) // these four tokens stay in the nearest cache,
        {
            for (var r = 0; r < rows; r += Block) // the tile in the next one
            {
                var block = w + ((long)r * columns);
                var left = Math.Min(Block, rows - r) - 1L;
                Sixteen( // rows and tokens that are missing are others again: cheaper than to tell them apart
                    block,
                    block + (Math.Min(1, left) * columns),
                    block + (Math.Min(2, left) * columns),
                    block + (Math.Min(3, left) * columns),
                    x[t],
                    x[Math.Min(t + 1, last)],
                    x[Math.Min(t + 2, last)],
                    x[Math.Min(t + 3, last)],
                    columns,
                    sums + (r * room) + t,
                    room
                );
            }
        }
    }

    /// <summary>One row, one token.</summary>
    protected abstract float One(ushort* w, float* x, int columns);

    /// <summary>Four rows against four tokens: each number that is loaded is used four times.</summary>
    protected abstract void Sixteen(
        ushort* w0,
        ushort* w1,
        ushort* w2,
        ushort* w3,
        float* x0,
        float* x1,
        float* x2,
        float* x3,
        int columns,
        float* sums,
        int room
    );
}
