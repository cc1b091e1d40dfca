using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Checkpoints;

public sealed class SafetensorsFileTests
{
    [Fact]
    public void Tensors_load_map_and_convert()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var values = randn(3, 5, generator: new Generator(1));
        SafetensorsWriter.Write(
            folder["a.safetensors"],
            [new("bf", values.to(ScalarType.BFloat16)), new("f", values), new("i", arange(7L)), new("e", empty(0, 4))]
        );

        using var file = SafetensorsFile.Open(folder["a.safetensors"]);

        Same(file.Read("f"), values);
        Same(file.Map("f"), values);
        Same(file.Read("bf", ScalarType.Float32), values.to(ScalarType.BFloat16).to(ScalarType.Float32));
        Same(file.Map("bf"), values.to(ScalarType.BFloat16));
        Same(file.Read("f", ScalarType.BFloat16), values.to(ScalarType.BFloat16));
        Same(file.Map("i"), arange(7L));
        file.Map("e").shape.ShouldBe([0, 4]);
    }

    [Fact]
    public void Mapped_tensors_outlive_the_file_and_writing_to_them_changes_nothing_on_disk()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var values = arange(100_000f);
        SafetensorsWriter.Write(folder["a.safetensors"], [new("f", values)]);
        var bytes = File.ReadAllBytes(folder["a.safetensors"]);
        Tensor mapped;
        using (var file = SafetensorsFile.Open(folder["a.safetensors"]))
        {
            mapped = file.Map("f");
            file.Release("f");
        }

        Same(mapped, values);
        mapped.add_(1);
        File.ReadAllBytes(folder["a.safetensors"]).ShouldBe(bytes);
    }

    [Fact]
    public void A_tensor_that_lies_unaligned_is_copied_instead_of_mapped()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var json =
            "{\"pad\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"f\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[1,9]}}";
        var bytes = SafetensorsSamples.File(json, 9);
        BitConverter.GetBytes(1.5f).CopyTo(bytes, bytes.Length - 8);
        BitConverter.GetBytes(-2f).CopyTo(bytes, bytes.Length - 4);
        using var file = SafetensorsFile.Open(folder.Write("a.safetensors", bytes));
        file.Map("f").data<float>().ToArray().ShouldBe([1.5f, -2f]);
    }

    [Fact]
    public void Not_a_number_and_infinity_load()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(
            folder["a.safetensors"],
            [new("x", tensor(new[] { float.NaN, float.PositiveInfinity }))]
        );
        using var file = SafetensorsFile.Open(folder["a.safetensors"]);
        file.Read("x").data<float>().ToArray().ShouldBe([float.NaN, float.PositiveInfinity]);
    }

    [Fact]
    public void A_file_that_is_replaced_is_noticed()
    {
        using var folder = new TemporaryFolder();
        using var a = ones(1000);
        SafetensorsWriter.Write(folder["a.safetensors"], [new("x", a)]);
        using var file = SafetensorsFile.Open(folder["a.safetensors"]);
        using var longer = ones(1001);
        SafetensorsWriter.Write(folder["a.safetensors"], [new("x", longer)]);
        foreach (var use in new Action[] { () => file.Read("x"), () => file.Map("x"), file.VerifyUnchanged })
        {
            Should
                .Throw<MoeDataException>(use)
                .Message.ShouldStartWith($"{file.Path}: was changed while in use: {file.Length} bytes of ");
        }
    }

    [Fact]
    public void What_is_not_there_or_cannot_be_held_is_named()
    {
        using var folder = new TemporaryFolder();
        Should
            .Throw<MoeMissingException>(() => SafetensorsFile.Open(folder["a.safetensors"]))
            .Message.ShouldBe($"{folder["a.safetensors"]}: there is no such file");
        Should
            .Throw<MoeDataException>(() => SafetensorsFile.Open(folder.Path))
            .Message.ShouldBe($"{folder.Path}: is a folder, not a file");
        var path = folder.Write(
            "a.safetensors",
            SafetensorsSamples.File("{\"a\":{\"dtype\":\"U16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2)
        );
        using var file = SafetensorsFile.Open(path);
        Should
            .Throw<MoeDataException>(() => file.Read("a"))
            .Message.ShouldBe($"{path}: a: has type U16, which this kit cannot load");
        Should
            .Throw<MoeDataException>(() => file.Read("b"))
            .Message.ShouldBe($"{path}: b: the file has no such tensor");
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var value = ones(10);
        SafetensorsWriter.Write(folder["a.safetensors"], [new("x", value)]);
        var whole = File.ReadAllBytes(folder["a.safetensors"]);
        for (var length = 0; length < whole.Length; length++)
        {
            Should.Throw<MoeDataException>(
                () => SafetensorsFile.Open(folder.Write("b.safetensors", whole[..length])),
                $"at {length}"
            );
        }
    }

    [Fact]
    public void Loading_leaves_no_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        using var value = ones(3_000_000);
        SafetensorsWriter.Write(folder["a.safetensors"], [new("x", value)]);
        using var file = SafetensorsFile.Open(folder["a.safetensors"]);
        var scope = NewDisposeScope();
        file.Read("x", ScalarType.BFloat16);
        scope.DisposablesCount.ShouldBe(1);
        scope.Dispose();
    }

    private static void Same(Tensor actual, Tensor expected)
    {
        actual.dtype.ShouldBe(expected.dtype);
        actual.shape.ShouldBe(expected.shape);
        actual.eq(expected).all().item<bool>().ShouldBeTrue();
    }
}
