using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Performance.Validation;

/// <summary>What the paper measured on: a model, its devices, and an engine.</summary>
/// <param name="Model">The model.</param>
/// <param name="Hardware">One device.</param>
/// <param name="Deployment">How many.</param>
public sealed record PaperSetup(ServedModel Model, HardwareDescription Hardware, Deployment Deployment)
{
    /// <summary>The engine of all of the paper's throughputs.</summary>
    public const string Engine = "sglang-0.4.4";

    /// <summary>DeepSeek-V2-Lite on two A800 80G PCIe: tables 3, 8 and 12.</summary>
    public static PaperSetup V2Lite() =>
        new(ServedModel.Load("deepseek-v2-lite"), HardwareCatalog.Load("a800-80g-pcie"), new Deployment(Tensor: 2));

    /// <summary>DeepSeek-V3 on eight H200: tables 4 and 9.</summary>
    public static PaperSetup V3() =>
        new(ServedModel.Load("deepseek-v3"), HardwareCatalog.Load("h200"), new Deployment(Tensor: 8));

    /// <summary>The cost model of one configuration.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="active">Experts per token; as trained if nothing is said.</param>
    /// <param name="kept">Experts kept; all if nothing is said.</param>
    public ServingModel With(EngineDescription engine, int? active = null, int? kept = null) =>
        new(Model, Hardware, Deployment, engine, ExpertLoad.Uniform(Model, active, kept));
}
