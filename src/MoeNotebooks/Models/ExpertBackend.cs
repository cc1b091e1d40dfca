namespace MoeNotebooks.Models;

/// <summary>How routed experts are computed. All ways give the same result up to rounding.</summary>
public enum ExpertBackend
{
    /// <summary>Grouped on a GPU where it can be, kernels for bf16 on the CPU, sorted elsewhere.</summary>
    Automatic,

    /// <summary>Pairs of token and expert sorted by expert, a product for each expert's slice. The host must know how long the slices are: on a
    /// GPU every layer waits for it.</summary>
    Sorted,

    /// <summary>One grouped product for all experts (torch._grouped_mm); nothing waits for the device. Needs rows of a multiple of 16 bytes
    /// and weights in memory; layers that stay in the file run sorted.</summary>
    Grouped,

    /// <summary>For bf16 on the CPU: experts with few tokens row by row of their weights, by code of this kit that reads memory as fast as it goes; the
    /// others as in <see cref="Sorted"/>. Needs weights in memory; layers that stay in the file run sorted.</summary>
    Kernels,
}
