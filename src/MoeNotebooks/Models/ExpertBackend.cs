namespace MoeNotebooks.Models;

/// <summary>How routed experts are computed. All ways give the same result up to rounding.</summary>
public enum ExpertBackend
{
    /// <summary>
    /// Kernels for bf16: on the CPU, and on a GPU where experts have few tokens, grouped above; elsewhere grouped on a
    /// GPU where it can be, sorted on the CPU.
    /// </summary>
    Automatic,

    /// <summary>Pairs of token and expert sorted by expert, a product for each expert's slice. The host must know how
    /// long the slices are: on a GPU every layer waits for it.</summary>
    Sorted,

    /// <summary>One grouped product for all experts (torch._grouped_mm); nothing waits for the device. Needs rows of a
    /// multiple of 16 bytes and weights in memory; layers that stay in the file run sorted.</summary>
    Grouped,

    /// <summary>For bf16. On a GPU, kernels that this kit compiles for it, however many tokens an expert has. On the
    /// CPU: experts with few tokens row by row of their weights, by code of this kit that reads memory as fast as it
    /// goes; the others as in <see cref="Sorted"/>. Needs weights in memory; layers that stay in the file run
    /// sorted.</summary>
    Kernels,
}
