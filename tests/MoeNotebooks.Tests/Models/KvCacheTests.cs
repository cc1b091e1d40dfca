using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

public sealed class KvCacheTests : IDisposable
{
    // two layers, of two tensors with 1 row, 2 heads, room for 5 tokens, and 3 numbers
    private readonly KvCache _cache = new(
        [
            [1, 2, 5, 3],
            [1, 2, 5, 3],
        ],
        5,
        ScalarType.Float32,
        [CPU, CPU]
    );

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void What_was_kept_stands_before_what_is_new_in_each_layers_own_tensor()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Numbers(0, 2), Numbers(100, 1));
        _cache.Append(0, 0, first).equal(first).all().item<bool>().ShouldBeTrue();
        _cache.Append(1, 1, first * 2).equal(first * 2).all().item<bool>().ShouldBeTrue();
        _cache.Length.ShouldBe(0); // until the pass has ended
        _cache.Advance(2);

        _cache.Append(0, 0, second).equal(cat([first, second], 2)).all().item<bool>().ShouldBeTrue();
        _cache.Append(1, 1, second).equal(cat([first * 2, second], 2)).all().item<bool>().ShouldBeTrue();
        // Nothing was stored there
        _cache.Append(0, 1, second).narrow(2, 0, 2).count_nonzero().item<long>().ShouldBe(0);
    }

    [Fact]
    public void What_was_cut_off_is_written_over()
    {
        using var scope = NewDisposeScope();
        var kept = Numbers(0, 4);
        _cache.Append(0, 0, kept);
        _cache.Advance(4);
        _cache.Truncate(1);
        var fresh = Numbers(50, 2);
        _cache.Append(0, 0, fresh).equal(cat([kept.narrow(2, 0, 1), fresh], 2)).all().item<bool>().ShouldBeTrue();
        _cache.Length.ShouldBe(1);
    }

    [Fact]
    public void Sizes_are_those_of_the_shapes() =>
        (_cache.Capacity, _cache.Bytes).ShouldBe((5, 2L * 2 * 1 * 2 * 5 * 3 * sizeof(float)));

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        _cache.Append(0, 0, Numbers(1, 3));
        _cache.Advance(3);
        Should
            .Throw<MoeUsageException>(() => _cache.Append(0, 0, Numbers(9, 3)))
            .Message.ShouldContain("3 tokens and 3 more do not fit in 5");
        Should.Throw<MoeUsageException>(() => _cache.Advance(3));
        Should.Throw<MoeUsageException>(() => _cache.Advance(-1));
        Should
            .Throw<MoeUsageException>(() => _cache.Truncate(4))
            .Message.ShouldContain("holds 3 tokens; it cannot be cut to 4");
        Should.Throw<MoeUsageException>(() => _cache.Truncate(-1));
        _cache.Length.ShouldBe(3);
        _cache.Append(0, 0, Numbers(7, 1)).narrow(2, 0, 3).equal(Numbers(1, 3)).all().item<bool>().ShouldBeTrue();
    }

    /// <summary>[1, 2, tokens, 3], from a number on.</summary>
    private static Tensor Numbers(int from, int tokens) =>
        arange(from, from + (6 * tokens), ScalarType.Float32).view(1, 2, tokens, 3);
}
