# fish completion of amtctl: asks "amtctl __complete", which reads local files only.
function __amtctl_complete
	set -l words (commandline -opc)
	set -l cur (commandline -ct)
	set -l found ($words[1] __complete (count $words) $words "$cur" 2>/dev/null)

	if test "$found[1]" = :file
		__fish_complete_path (string replace -r '^--[^=]*=' '' -- "$cur")
	else
		printf '%s\n' $found
	end
end
complete -c amtctl -f -a '(__amtctl_complete)'
