#!/usr/bin/perl
# power.pl TRACE FOLDER LOG SEED CUTS COMMAND...
#
# TRACE is what strace -f -y -xx recorded of all that was written into FOLDER. For each of CUTS
# random points in it, makes FOLDER what a power cut at that point may have left and runs
# COMMAND with a file that lists the incidents which were acknowledged before. Ends with 1 when
# COMMAND does.
#
# A cut leaves of each file what was synced, and of what was written after the sync: nothing,
# or the first part, or any sectors of it, or all. Files appear and vanish in their order; a
# folder's sync and the sync of a new file make that last. The log is only ever appended to,
# so it loses its tail. It stays the same inode, LOG, which the store has noted.
use strict;
use warnings;

use constant SECTOR => 512;

my ($trace, $folder, $log_inode, $seed, $cuts, @command) = @ARGV;
my %watched = map { $_ => 1 } qw(state.db state.db-wal state.db-journal events.log);

my @files;     # { name, ops => [...], syncs => [[begun, done]...] }, one for each inode
my %now;       # name => index in @files
my @names;     # { name, file (undef: removed), begun, done }, in order
my @dir_syncs; # [begun, done]
my @acks;      # [line, incident]
my @points;    # lines at which something happened

sub text_of {
	my ($hex) = @_;
	$hex =~ s/\\x([0-9a-f]{2})/chr(hex($1))/ge;
	return $hex;
}

# The file's name in the folder, of a path; undef for all others.
sub name_of {
	my ($path) = @_;
	return undef unless defined $path && substr($path, 0, length($folder) + 1) eq "$folder/";
	my $name = substr($path, length($folder) + 1);
	return $watched{$name} ? $name : undef;
}

sub file_of_fd {
	my ($args) = @_;
	return undef unless $args =~ /^\d+<([^>]*)>(\(deleted\))?/ && !defined $2;
	my $name = name_of(text_of($1));
	return defined $name && defined $now{$name} ? $files[$now{$name}] : undef;
}

sub created {
	my ($args, $begun, $done) = @_;
	return unless $args =~ /"([^"]*)"(?:, )(\S*O_CREAT)/;
	my $name = name_of(text_of($1));
	return if !defined $name || defined $now{$name};
	push @files, { name => $name, ops => [], syncs => [] };
	$now{$name} = $#files;
	push @names, { name => $name, file => $#files, begun => $begun, done => $done };
	push @points, $done;
}

sub removed {
	my ($args, $begun, $done) = @_;
	return unless $args =~ /"([^"]*)"/;
	my $name = name_of(text_of($1));
	return unless defined $name && defined delete $now{$name};
	push @names, { name => $name, begun => $begun, done => $done };
	push @points, $done;
}

sub wrote {
	my ($call, $args, $result, $begun, $done) = @_;
	my $data = $args =~ /, "([^"]*)"/ ? text_of($1) : "";
	if ($call eq 'write' && $data =~ /\{"received":true,"incident_id":"([^"]+)"/) {
		push @acks, [$begun, $1];
		push @points, ($begun) x 2;
		return;
	}
	my $file = file_of_fd($args) or return;
	my $op = { begun => $begun, done => $done, data => substr($data, 0, $result) };
	$op->{at} = $1 if $call eq 'pwrite64' && $args =~ /, (\d+)$/;
	push @{ $file->{ops} }, $op;
	push @points, $begun, $done;
}

sub truncated {
	my ($args, $begun, $done) = @_;
	my $file = file_of_fd($args) or return;
	push @{ $file->{ops} }, { begun => $begun, done => $done, size => $1 } if $args =~ /, (\d+)$/;
	push @points, $done;
}

sub synced {
	my ($args, $begun, $done) = @_;
	if (my $file = file_of_fd($args)) {
		push @{ $file->{syncs} }, [$begun, $done];
	} elsif ($args =~ /^\d+<([^>]*)>/ && text_of($1) eq $folder) {
		push @dir_syncs, [$begun, $done];
	}
	push @points, $done;
}

sub happened {
	my ($call, $args, $result, $begun, $done) = @_;
	if    ($call eq 'openat')    { created($args, $begun, $done) }
	elsif ($call eq 'unlink')    { removed($args, $begun, $done) }
	elsif ($call =~ /write/)     { wrote($call, $args, $result, $begun, $done) }
	elsif ($call eq 'ftruncate') { truncated($args, $begun, $done) }
	else                         { synced($args, $begun, $done) }
}

# Calls that failed, and those that a kill interrupted, have not happened.
sub read_trace {
	my %open; # pid => [call, arguments, line]
	my $line = 0;
	open my $in, '<', $trace or die "$trace: $!\n";
	while (<$in>) {
		$line++;
		my ($call, $args, $result, $begun);
		if (/^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/) {
			$open{$1} = [$2, $3, $line];
			next;
		} elsif (/^(\d+) +<\.\.\. \w+ resumed>(.*)\) += (\d+)/ && $open{$1}) {
			($call, $args, $begun) = @{ delete $open{$1} };
			($args, $result) = ("$args$2", $3);
		} elsif (/^\d+ +(\w+)\((.*)\) += (\d+)/) {
			($call, $args, $result, $begun) = ($1, $2, $3, $line);
		} else {
			next;
		}
		$args =~ s/ +$//;
		happened($call, $args, $result, $begun, $line);
	}
}

# --- the cut ----------------------------------------------------------------------------

sub put {
	my ($bytes, $op, $at, $data) = @_;
	$$bytes .= "\0" x ($at - length($$bytes)) if length($$bytes) < $at;
	substr($$bytes, $at, length($data), $data);
}

sub apply {
	my ($bytes, $op) = @_;
	if (defined $op->{size}) {
		$$bytes = substr($$bytes, 0, $op->{size});
		$$bytes .= "\0" x ($op->{size} - length($$bytes));
	} else {
		put($bytes, $op, $op->{at} // length($$bytes), $op->{data});
	}
}

# Some of the sectors that the write touches.
sub apply_sectors {
	my ($bytes, $op, $chance) = @_;
	return apply($bytes, $op) if defined $op->{size} || !defined $op->{at};
	for (my $i = 0; $i < length($op->{data});) {
		my $n = SECTOR - ($op->{at} + $i) % SECTOR;
		put($bytes, $op, $op->{at} + $i, substr($op->{data}, $i, $n)) if rand() < $chance;
		$i += $n;
	}
}

sub apply_part {
	my ($bytes, $op) = @_;
	return if defined $op->{size};
	my %part = (%$op, data => substr($op->{data}, 0, int(rand(length($op->{data}) + 1))));
	apply($bytes, \%part);
}

# The end of the last sync that was over at the cut: what it was begun with is on the disk.
sub last_sync {
	my ($cut, @syncs) = @_;
	my @over = grep { $_->[1] <= $cut } @syncs;
	return @over ? $over[-1][0] : 0;
}

my @ways = qw(none first some sectors all);

# What is left of a file, and how that came.
sub left_of {
	my ($file, $cut) = @_;
	my $bytes = "";
	my $sync = last_sync($cut, @{ $file->{syncs} });
	my @written = grep { $_->{begun} <= $cut } @{ $file->{ops} };
	my @later = grep { $_->{done} >= $sync } @written;
	apply(\$bytes, $_) for grep { $_->{done} < $sync } @written;
	my $way = $ways[rand(@ways)];
	$way = 'first' if $file->{name} eq 'events.log' && $way =~ /some|sectors/;
	if ($way eq 'all') {
		apply(\$bytes, $_) for @later;
	} elsif ($way eq 'first' && @later) {
		my $n = int(rand(@later));
		apply(\$bytes, $later[$_]) for 0 .. $n - 1;
		apply_part(\$bytes, $later[$n]);
	} elsif ($way eq 'some') {
		for (@later) { apply(\$bytes, $_) if rand() < 0.5 }
	} elsif ($way eq 'sectors') {
		my $chance = rand();
		apply_sectors(\$bytes, $_, $chance) for @later;
	}
	return ($bytes, sprintf('%s: %s of %d unsynced writes', $file->{name}, $way, scalar @later));
}

# Which names there are: those that are synced, by the folder's sync or the new file's own, and the
# first of the others.
sub names_left {
	my ($cut) = @_;
	my $sync = last_sync($cut, @dir_syncs);
	my @changes = grep { $_->{begun} <= $cut } @names;
	my $later = 0;
	for (@changes) {
		my $own = defined $_->{file} ? last_sync($cut, @{ $files[$_->{file}]{syncs} }) : 0;
		$later = $_->{done} < $sync || $_->{done} < $own ? 0 : $later + 1;
	}
	my %left;
	splice @changes, @changes - int(rand($later + 1)) if $later && rand() < 0.5;
	$left{ $_->{name} } = $_->{file} for @changes;
	return map { ($_ => $left{$_}) } grep { defined $left{$_} } keys %left;
}

sub write_file {
	my ($path, $bytes) = @_;
	open my $out, '+>', $path or die "$path: $!\n";
	binmode $out;
	print $out $bytes;
	close $out or die "$path: $!\n";
}

sub cut_at {
	my ($cut) = @_;
	my %left = names_left($cut);
	my @how;
	unlink map { "$folder/$_" } keys %watched, 'state.db-shm';
	for my $name (sort keys %left) {
		my ($bytes, $how) = left_of($files[$left{$name}], $cut);
		push @how, $how;
		write_file($name eq 'events.log' ? $log_inode : "$folder/$name", $bytes);
		link $log_inode, "$folder/$name" or die "$name: $!\n" if $name eq 'events.log';
	}
	# The file is mapped, so nobody can tell what of it is left.
	write_file("$folder/state.db-shm", join '', map { chr int rand 256 } 1 .. 32768) if rand() < 0.3;
	return @how;
}

# The recording is whole when all of it together is what really stands in the folder.
sub check_recording {
	for my $name (keys %now) {
		my $bytes = "";
		apply(\$bytes, $_) for @{ $files[$now{$name}]{ops} };
		open my $in, '<', "$folder/$name" or die "$name: $!\n";
		binmode $in;
		local $/;
		my $real = <$in>;
		die "the recording of $name is not what was written\n" if $bytes ne ($real // "");
	}
	die "nothing was acknowledged\n" unless @acks;
}

srand($seed);
read_trace();
check_recording();
unlink $log_inode;
link "$folder/events.log", $log_inode or die "$log_inode: $!\n";
for my $n (1 .. $cuts) {
	my $cut = $points[rand(@points)];
	my @how = cut_at($cut);
	my %seen;
	my @before = grep { !$seen{$_}++ } map { $_->[1] } grep { $_->[0] <= $cut } @acks;
	write_file("$log_inode.acknowledged", join '', map { "$_\n" } @before);
	next if system(@command, "$log_inode.acknowledged") == 0;
	print "cut $n, after line $cut of the recording, ", scalar @before, " acknowledged\n";
	print "  $_\n" for @how;
	exit 1;
}
printf "power: %d cuts in %d lines, %d answers, %d syncs\n", $cuts, $points[-1], scalar @acks,
	scalar(@dir_syncs) + scalar(map { @{ $_->{syncs} } } @files);
