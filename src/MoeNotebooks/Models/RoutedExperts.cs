using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>The routed experts of a layer, E of inner width I. What is skipped is not computed.</summary>
public sealed class RoutedExperts : IDisposable
{
    private readonly IExpertBackend _backend;

    /// <summary>Takes the experts' weights, which stay the caller's.</summary>
    /// <param name="gateUp">[E, 2I, h], gate rows first.</param>
    /// <param name="down">[E, h, I].</param>
    /// <param name="backend">How they are computed.</param>
    /// <exception cref="Errors.MoeUsageException">They cannot be computed so.</exception>
    public RoutedExperts(Tensor gateUp, Tensor down, ExpertBackend backend = ExpertBackend.Automatic)
    {
        if (backend != ExpertBackend.Sorted && DeviceExperts.CanRun(gateUp, down))
        {
            _backend = new DeviceExperts(gateUp, down, backend);
            return;
        }

        backend = backend == ExpertBackend.Automatic ? BestFor(gateUp, down) : backend;
        _backend = backend switch
        {
            ExpertBackend.Grouped => new GroupedExperts(gateUp, down),
            ExpertBackend.Kernels => KernelExperts.Of(gateUp, down),
            _ => SortedExperts.Of(gateUp, down),
        };
    }

    /// <summary>Experts whose weights are fetched when a token uses them.</summary>
    /// <param name="count">E.</param>
    /// <param name="fetch">An expert's [2I, h] and [h, I], into the open dispose scope.</param>
    internal RoutedExperts(int count, Func<int, (Tensor GateUp, Tensor Down)> fetch) =>
        _backend = new SortedExperts(count, fetch, []);

    /// <summary>Experts computed in a way of their own.</summary>
    /// <param name="backend">Becomes this object's.</param>
    internal RoutedExperts(IExpertBackend backend) => _backend = backend;

    /// <summary>These experts where they are bf16 on a CUDA device; else <see langword="null"/>.</summary>
    internal DeviceExperts? OnDevice => _backend as DeviceExperts;

    /// <summary>The sum over a token's experts of weight · expert(x).</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="assignment">Each token's experts and weights.</param>
    /// <returns>[N, h], of x's type; summed in f32.</returns>
    public Tensor Forward(Tensor x, ExpertAssignment assignment)
    {
        using var scope = NewDisposeScope();
        var (values, tokens, slots) = _backend.Run(x, assignment.Experts); // [P, h], [P], [P]
        var weights = assignment.Weights.view(-1).gather(0, slots).unsqueeze(1); // [P, 1]
        var weighted = values.to_type(ScalarType.Float32).mul_(weights); // [P, h]
        var sum = zeros(x.shape, ScalarType.Float32, x.device).index_add_(0, tokens, weighted, Held.One); // [N, h]
        return sum.to_type(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>What each of a token's experts gives, not weighed and not summed.</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="chosen">[N, k], the experts; -1 in skipped slots.</param>
    /// <returns>[N, k, h], f32; 0 in skipped slots.</returns>
    public Tensor Outputs(Tensor x, Tensor chosen)
    {
        using var scope = NewDisposeScope();
        var (values, _, places) = _backend.Run(x, chosen);
        var outputs = values.to_type(ScalarType.Float32); // [P, h]
        var (slots, width) = (chosen.shape[0] * chosen.shape[1], x.shape[1]);
        var target =
            outputs.shape[0] == slots ? empty(slots, width, device: x.device) : zeros(slots, width, device: x.device);
        return target
            .index_copy_(0, places, outputs)
            .view(chosen.shape[0], chosen.shape[1], width)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The same experts, of which some give a constant in place of running; takes these over.</summary>
    internal RoutedExperts Giving(IReadOnlyDictionary<int, float[]> constants, int count, int hidden, Device device) =>
        new(new ConstantExperts(_backend, count, hidden, constants, device));

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();

    private static ExpertBackend BestFor(Tensor gateUp, Tensor down) =>
        gateUp.device_type == TorchSharp.DeviceType.CUDA && GroupedExperts.CanRun(gateUp, down) ? ExpertBackend.Grouped
        : KernelExperts.CanRun(gateUp, down) ? ExpertBackend.Kernels
        : ExpertBackend.Sorted;
}
