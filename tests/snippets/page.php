<?php
// A page of an application, for `php -S`: the README's function stands in $SNIPPET. Without Postern: /nobody-there.
require getenv('SNIPPET');
if ($_SERVER['REQUEST_URI'] === '/other-origin') {
    echo '<!doctype html><title>A page with scripts</title>';
    return;
}
$postern = $_SERVER['REQUEST_URI'] === '/nobody-there' ? 'http://127.0.0.1:9' : getenv('POSTERN');
$session = require_session($postern, 'http://' . $_SERVER['HTTP_HOST'] . $_SERVER['REQUEST_URI']);
echo $session['identity']['traits']['email'];
