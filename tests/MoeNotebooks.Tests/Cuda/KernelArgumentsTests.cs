using System.Reflection;
using System.Runtime.InteropServices;
using MoeNotebooks.Cuda;
using MoeNotebooks.Models;

namespace MoeNotebooks.Tests.Cuda;

/// <summary>
/// A kernel reads its argument as bytes: each struct that is sent lies as the source declares it, field by field, by
/// name and by offset.
/// </summary>
public sealed class KernelArgumentsTests
{
    /// <summary>
    /// Launcher, its struct, the struct in the source, what fields are called there if not the same (beginnings of
    /// names), and the kernels.
    /// </summary>
    public static TheoryData<Type, string, string, string, string> Table =>
        new()
        {
            { typeof(DeviceProduct), "Arguments", "Product", "weight=w", "product1 product2 product4" },
            { typeof(DeviceRouter), "ScoreArguments", "Scores", "weight=w", "scores_f32 scores_bf16" },
            { typeof(DeviceRouter), "RouteArguments", "Route", "", "route" },
            { typeof(DevicePairs), "Arguments", "Order", "", "order" },
            { typeof(DeviceExperts), "Arguments", "Experts", "", "experts_gate_up experts_down" },
            { typeof(DeviceSum), "Arguments", "Sum", "outputs=y sum=out", "sum_pairs_f32 sum_pairs_bf16" },
            { typeof(DeviceNorm), "Arguments", "Norm", "weight=w", "rms_norm" },
            { typeof(DeviceGate), "Arguments", "Gate", "", "gated" },
            { typeof(DeviceRotation), "Arguments", "Rotate", "", "rotate" },
            { typeof(LatentStep), "Arguments", "LatentStep", "", "latent_step" },
            { typeof(HeadStep), "Arguments", "HeadStep", "", "head_step" },
            { typeof(DeviceAttention), "Arguments", "Attend", "output=out", "attend_576_512 attend_128_128" },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_struct_lies_as_its_kernels_read_it(
        Type launcher,
        string sent,
        string read,
        string renamed,
        string kernels
    )
    {
        var type = launcher.GetNestedType(sent, BindingFlags.NonPublic)!;
        var (size, _, fields) = KernelSource.Layout(read);
        foreach (var (own, theirs) in Fields(type, 0).Zip(fields))
        {
            (own with { Name = Named(own.Name, renamed) }).ShouldBe(theirs, read);
        }

        Fields(type, 0).Count().ShouldBe(fields.Count);
        Marshal.SizeOf(type).ShouldBe(size);
        kernels.Split(' ').ShouldAllBe(kernel => KernelSource.Kernels[kernel] == read);
    }

    [Fact]
    public void The_table_has_every_kernel_once() =>
        Table.SelectMany(row => row.Data.Item5.Split(' ')).Order().ShouldBe(KernelSource.Kernels.Keys.Order());

    [Fact]
    public void Layouts_are_those_of_a_C_compiler()
    {
        KernelSource.Layout("Gate").Size.ShouldBe(24); // two pointers, a number, and room up to a multiple of 8
        KernelSource.Layout("HeadStep").Size.ShouldBe(136); // eight pointers, four of Place, two of 8 bytes, five of 4, and room
        KernelSource
            .Layout("Product")
            .Fields.Single(field => field.Name == "yToken2")
            .Offset.ShouldBe((10 * 8) + (5 * 8));
        KernelSource.Layout("Route").Fields.Single(field => field.Name == "pruned").ShouldBe(new("pruned", 16, 8));
    }

    private static IEnumerable<KernelField> Fields(Type type, int begin) =>
        from field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        let offset = begin + (int)Marshal.OffsetOf(type, field.Name)
        orderby offset
        from leaf in field.FieldType.IsPrimitive
            ? [new KernelField(field.Name, offset, Marshal.SizeOf(field.FieldType))]
            : Fields(field.FieldType, offset)
        select leaf;

    // _at and At are called at in the source; Weight0 is called w0 where weight=w
    private static string Named(string name, string renamed)
    {
        var own = name.TrimStart('_');
        own = char.ToLowerInvariant(own[0]) + own[1..];
        var rule = renamed
            .Split(' ')
            .FirstOrDefault(rule => rule.Length > 0 && own.StartsWith(rule.Split('=')[0], StringComparison.Ordinal));
        return rule is null ? own : rule.Split('=')[1] + own[rule.IndexOf('=')..];
    }
}
